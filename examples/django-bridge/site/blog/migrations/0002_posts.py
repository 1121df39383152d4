"""The posts that the example starts with."""
from django.db import migrations

TITLES = ["The keeper's spare key", "On hinges", "Doors that open one way"]


def add(apps, schema_editor):
    Post = apps.get_model("blog", "Post")
    Post.objects.bulk_create([Post(title=title) for title in TITLES])


class Migration(migrations.Migration):

    dependencies = [("blog", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
