"""The settings of the Django site. What it shares with the Node service comes from the environment: the key and the database."""
import json
import os

SECRET_KEY = os.environ["SECRET_KEY"]
DATABASES = {"default": json.loads(os.environ["DATABASE"])}
NODE_URL = os.environ.get("NODE_URL", "http://127.0.0.1:3000")

INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "blog"]
ROOT_URLCONF = "bridge.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
