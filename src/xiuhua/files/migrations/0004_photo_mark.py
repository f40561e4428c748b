"""What is written into the lower edge of a photo that shows what was done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0003_photo_facts")]

    operations = [
        migrations.AddField(
            model_name="photofacts",
            name="mark",
            field=models.CharField(
                blank=True,
                default="",
                help_text="place, number and post, written into its lower edge",
                max_length=200,
            ),
            preserve_default=False,
        )
    ]
