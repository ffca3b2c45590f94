"""PostgreSQL: words are told apart without asking the database's locale, which may know no letters beyond English."""

from django.db import migrations

PUNCTUATION = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~‘’“”–—…"
VECTOR = f"to_tsvector('simple', translate(why, '{PUNCTUATION}', '{' ' * len(PUNCTUATION)}'))"


def index_anew(apps, schema_editor):
    """Make the index of the words of reasons again. SQLite's is as it should be."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX audit_event_words", params=None)
        schema_editor.execute(
            f"CREATE INDEX audit_event_words ON audit_event USING gin ({VECTOR}) WHERE why <> ''", params=None
        )


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals_and_words")]
    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
