"""The whole topology: web server, application servers, and a cluster of databases."""
