from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_paper_of_an_order")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
