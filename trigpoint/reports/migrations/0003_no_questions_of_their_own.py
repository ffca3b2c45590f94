from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0002_questions_into_the_register"),
    ]

    operations = [
        migrations.DeleteModel(name="QuestionStep"),
        migrations.DeleteModel(name="Question"),
    ]
