"""What a site has of django-access-tokens, which does not run on a Django of today: its format on Django's own signing.

A token is signing.dumps() of [[specifier, permissions], ...], with the ids of content types and permissions in place of their names.
The defects of that package are left out: see docs/django.md.
"""
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core import signing

SALT = "access_tokens.token:1.0.0:1.0.0"


def access_obj(obj, *permissions):
    if obj.pk is None:
        raise ValueError("an object that is not saved has no access")
    return [([obj._meta.app_label, obj._meta.model_name, obj.pk], list(permissions))]


def generate(scope):
    payload = [(_shrink(path), [_permission_id(name) for name in names]) for path, names in scope]
    return signing.dumps(payload, salt=SALT)


def validate(token, required, max_age=None):
    try:
        granted = [(_grow(path), [_permission_name(one) for one in names])
                   for path, names in signing.loads(token, salt=SALT, max_age=max_age)]
    except Exception:  # Whatever a stranger sends.
        return False
    return all(any(name in names and over == path[:len(over)] for over, names in granted if over is not None)
               for path, asked in required for name in asked)


def _shrink(path):
    return [ContentType.objects.get_by_natural_key(*path[:2]).id, *path[2:]] if len(path) > 1 else path


def _grow(path):
    if not path or isinstance(path[0], str):
        return path
    row = ContentType.objects.filter(id=path[0]).first()
    return row and [row.app_label, row.model, *path[1:]]


def _permission_id(name):
    app, _, codename = name.partition(".")
    ids = Permission.objects.filter(content_type__app_label=app, codename=codename).values_list("id", flat=True)[:2]
    return ids[0] if len(ids) == 1 else name


def _permission_name(one):
    row = None if isinstance(one, str) else Permission.objects.select_related("content_type").filter(id=one).first()
    return "%s.%s" % (row.content_type.app_label, row.codename) if row else one
