"""A Flask application is a WSGI callable as well."""

from flask import Flask

application = Flask(__name__)


@application.get("/hello/<name>")
def hello(name):
    return f"Hello {name}", {"Content-Type": "text/plain; charset=utf-8"}
