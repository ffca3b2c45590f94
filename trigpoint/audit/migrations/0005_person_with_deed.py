"""What somebody did of one name or kind is found at once; on SQLite, so are words by their first letters."""

from django.db import migrations, models

WORDS = (
    "CREATE VIRTUAL TABLE audit_words USING fts5("
    "why, content='audit_event', content_rowid='id', tokenize='unicode61 remove_diacritics 0'{})"
)
REBUILD = "INSERT INTO audit_words(rowid, why) SELECT id, why FROM audit_event WHERE why <> ''"


def by_first_letters(apps, schema_editor):
    """SQLite: the index of words made anew, with one of the first two, three and four letters each."""
    _words_anew(schema_editor, ", prefix='2 3 4'")


def by_whole_words(apps, schema_editor):
    """SQLite: as it was."""
    _words_anew(schema_editor, "")


def _words_anew(schema_editor, more):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE audit_words", params=None)
        schema_editor.execute(WORDS.format(more), params=None)
        schema_editor.execute(REBUILD, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_words_in_any_language")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["owner", "actor", "name", "at", "id"], name="event_of_person_name"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["owner", "actor", "kind", "at", "id"], name="event_of_person_kind"),
        ),
        migrations.RunPython(by_first_letters, by_whole_words),
    ]
