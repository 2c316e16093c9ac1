"""The account book on more than one process: a web server, application servers, databases."""
