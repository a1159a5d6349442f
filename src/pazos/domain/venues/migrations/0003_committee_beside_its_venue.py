from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("venues", "0002_neighbours_committee")]

    operations = [
        migrations.RemoveField(model_name="venue", name="committee"),
        migrations.RemoveField(model_name="venue", name="committee_since_on"),
    ]
