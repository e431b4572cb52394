"""Where is it kept which human an officer is, so that two logins of one human can be told?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_audit_is_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="identity_key",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True),
        ),
    ]
