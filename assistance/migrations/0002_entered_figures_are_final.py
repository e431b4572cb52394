"""Why can an entered figure not be changed after it was decided on? A trigger lets only the decision be added, once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION assistance_figure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.approved_by_id IS NOT NULL OR OLD.rejected_by_id IS NOT NULL
        OR (OLD.area, OLD.topic, OLD.key, OLD.value, OLD.from_on, OLD.until_on, OLD.document_number, OLD.reason,
            OLD.entered_by_id, OLD.entered_at)
        IS DISTINCT FROM (NEW.area, NEW.topic, NEW.key, NEW.value, NEW.from_on, NEW.until_on, NEW.document_number,
            NEW.reason, NEW.entered_by_id, NEW.entered_at)
    THEN RAISE EXCEPTION '% on %: an entered figure is decided on once and never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entered_parameter_is_final BEFORE UPDATE OR DELETE ON assistance_enteredparameter
    FOR EACH ROW EXECUTE FUNCTION assistance_figure_stays();
"""
BACKWARD = """
DROP TRIGGER entered_parameter_is_final ON assistance_enteredparameter;
DROP FUNCTION assistance_figure_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="enteredparameter",
            name="rejected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="enteredparameter",
            name="rejected_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredparameter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("rejected_at__isnull", True), ("rejected_because", ""), ("rejected_by__isnull", True)
                    ),
                    models.Q(
                        ("rejected_at__isnull", False),
                        ("rejected_by__isnull", False),
                        models.Q(("rejected_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="parameter_rejection_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredparameter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True), ("rejected_by__isnull", True), _connector="OR"
                ),
                name="parameter_approved_or_rejected",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
