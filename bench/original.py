"""Times the algorithm of django-access-tokens on Django's own signing: writes a line of JSON for each line that it is sent.

First what it does and how long it takes, then the microseconds that a check took in one more round.

A token is signing.dumps() of [[specifier, permissions], ...]. It has no expiry of its own: its age is checked. Each thing that is
asked has to be granted on its specifier or on one that begins it.
"""
import json
import statistics
import sys
import time

try:
    import django
    from django.conf import settings
    from django.core import signing
except ImportError:
    sys.exit(1)

settings.configure(SECRET_KEY="a key of this benchmark, good for nothing else")
SALT = "access_tokens.token:1.0.0:1.0.0"
WEEK = 7 * 86400
ASKED = ((("blog", "post", 12345), ("change",)),)


def make():
    return signing.dumps(ASKED, salt=SALT)


def covers(granted, asked):
    for path, permissions in asked:
        for permission in permissions:
            if not any(permission in names and tuple(over) == path[:len(over)] for over, names in granted):
                return False
    return True


def check(token):
    try:
        return covers(signing.loads(token, salt=SALT, max_age=WEEK), ASKED)
    except Exception:
        return False


def microseconds(call, count=500):
    start = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - start) / count * 1e6


def usual(call):
    return statistics.median(microseconds(call) for _ in range(60))


token = make()
assert check(token) and not check(token[:20] + "A" + token[21:]) and not check("no token")
assert not covers(signing.loads(token, salt=SALT), ((("blog", "Post", 12345), ("read",)),))
first = {
    "check": usual(lambda: check(token)),
    "make": usual(make),
    "characters": len(token),
    "token": token,
    "version": "Django %s, Python %s" % (django.get_version(), sys.version.split()[0]),
}
sys.stdin.readline()
print(json.dumps(first), flush=True)
for _ in sys.stdin:
    print(microseconds(lambda: check(token)), flush=True)
