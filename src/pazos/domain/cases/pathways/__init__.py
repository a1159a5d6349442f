"""What must be done in each kind of crisis: checklists as data, with the law each duty rests on."""
