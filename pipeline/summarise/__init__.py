"""Condensing an article: which sentences make the brief. Every summariser's text passes the same check."""
