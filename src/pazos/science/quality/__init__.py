"""Can these figures be so, and how good is the record behind them?"""
