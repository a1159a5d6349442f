"""Small IATI files as a partner would send them."""

from __future__ import annotations


def file_of(*transactions: str, identifier: str = "XX-9-AB", currency: str = "USD", more: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03">
 <iati-activity default-currency="{currency}">
  <iati-identifier>{identifier}</iati-identifier>
  <reporting-org ref="XX-9" type="60"><narrative>Donante</narrative></reporting-org>
  <title><narrative>Jóvenes que median</narrative></title>
  <description><narrative>Formación.</narrative></description>
  <activity-date type="2" iso-date="2022-01-15"/><activity-date type="3" iso-date="2023-06-30"/>
  <sector vocabulary="1" code="15220" percentage="70"/><sector code="15130" percentage="30"/>
  {more}{"".join(transactions)}
 </iati-activity>
</iati-activities>""".encode()


def moved(kind: str, amount: object, on: str = "2022-03-01", more: str = "") -> str:
    return (
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{on}"/>'
        f'<value value-date="{on}"{more}>{amount}</value></transaction>'
    )


WHOLE = file_of(moved("2", 1000), moved("3", "400.5"), moved("3", "400.5"), moved("1", 77), moved("4", "1e3"))
