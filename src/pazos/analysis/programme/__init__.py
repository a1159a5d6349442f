"""What the programme learns of those it accompanies: totals by cohort, period, cluster or programme, and no person."""
