from django.db import migrations

NOW_CALLED = {"chair": "clinical_chair"}
BEGINNING = "2026-11-22"  # the day on which roles became memberships


def hold_roles(apps, schema_editor):
    """Everybody who works for a commissioner holds the role that stood beside their name."""
    people = apps.get_model("accounts", "User").objects.filter(commissioner__isnull=False)
    membership = apps.get_model("accounts", "Membership")
    for person in people.select_related("commissioner"):
        membership.objects.create(
            user=person,
            commissioner=person.commissioner,
            organisation=person.commissioner.code,
            role=NOW_CALLED.get(person.role, person.role),
            begins_on=min(BEGINNING, person.date_joined.date().isoformat()),
        )


class Migration(migrations.Migration):

    dependencies = [("accounts", "0002_memberships")]

    operations = [migrations.RunPython(hold_roles, migrations.RunPython.noop)]
