"""From how far a photo was taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0004_photo_mark")]

    operations = [
        migrations.AddField(
            model_name="photofacts",
            name="shot",
            field=models.CharField(
                blank=True,
                choices=[("photo_near", "近景"), ("photo_far", "远景")],
                default="",
                help_text="近景 or 远景, as its bringer says",
                max_length=20,
            ),
            preserve_default=False,
        )
    ]
