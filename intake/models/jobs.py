"""What does a row need that is a job: taken by one worker at a time, resumed after a crash?"""

from django.db import models


class LeasedJob(models.Model):
    """The lease of a job, its fence number, the attempts without progress, and what is told of it (`summary`).

    The model that inherits declares `state` again with its choices; `intake.operations.leases` moves it.
    """

    state = models.CharField(max_length=10)
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    summary = models.JSONField(default=dict)

    class Meta:
        abstract = True
