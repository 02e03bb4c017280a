"""Own English templates: mails, forms, contracts, minutes, notes, calls; `\\n` is a line break, `{slot}` is drawn.

Slots of names: per, giv, sur (person), org, loc, adr; with `l` before them in small letters, as calls are written down.
"""
# ruff: noqa: E501 - one template a line

from __future__ import annotations

__all__ = ["TEMPLATES"]

TEMPLATES = tuple(
    line.replace("\\n", "\n")
    for line in """\
Dear {ttl} {sur},\\n\\nthank you for your letter of {date}. {plain}\\n\\nKind regards,\\n{per}\\n{org}
Hi {giv},\\n{plain}\\nBest,\\n{giv}
Hi {giv}, {giv} asked whether {org} has answered yet.
From: {per}\\nTo: {per}\\nSubject: {thing}\\n\\n{plain}
This Agreement is made on {date} between {org}, with its registered office at {adr} ("Supplier"), and {org} ("Customer").
{org} ("Lessor") and {per} ("Lessee"), residing at {adr}, agree as follows:
IN WITNESS WHEREOF\\nBy: {per}\\nName: {per}\\nTitle: {job}
Name: {per}\\nAddress: {adr}\\nPhone: {num}\\nEmployer: {org}
Customer: {per}\\nShip to: {adr}
Deliver to {per}, {adr}.
Please send the goods to {adr}, attention {per}.
Patient {per} was admitted on {date} and referred by Dr. {sur}.
Present: {per}, {per}, {per}. Apologies: {per}.
Attendees: {per} ({org}), {per} ({org})
{sur}, {giv}
{per} | {job} | {org} | {loc}
{per} joined {org} as {job} in {date} and moved to {loc}.
{job} at {org}, {loc}, {date} - {date}
{org} opened an office in {loc} and will hire {num} people.
{org} said on {date} that {per} will succeed {per} as {job}.
shares of {org} fell after {org} cut its outlook
uh yeah this is {lper} calling about my {thing} my address is {ladr}
hello my name is {lper} and i live in {lloc}
thanks {lgiv} let me check that for you
is {lper} still with {lorg} in {lloc}
The invoice of {org} was paid by {per} on {date}.
We fly from {loc} to {loc} on {date}.
The weather in {loc} is fine today.
{per} lives at {adr}.
{per} was born in {loc} and studied at {org}.
@{num} met {giv} at the {org} stand in {loc} lol
just saw {per} on tv omg
RT : {per} live in {loc} tonight!!
so happy for {giv} and {giv} <3
{giv} 's new song is great
{plain}
{plain} {plain}
{thing}: {num} pcs, unit price {num}
{thing} | {num} | {num} | {date}
The {thing} must be checked by the {job} before {date}.
Invited are {giv}, {giv}, {giv} and {giv}; {giv} sends regrets.
The team: {giv}, {giv}, {giv}, {giv}, {giv}.
cc {lgiv}, {lgiv} and {lgiv}
Copies went to {per}, {per} and {per}.
{org}, {org} and {org} have made offers; {org} has not.
We compared {org} with {org}.
{giv} works for {org}, {giv} for {org}.
{giv} left {org} last year.
Who at {org} signs for {giv}?
{org}'s head office is at {adr}.
You will find {org} at {adr}.
Visit {org}: {adr}
{org}\\n{adr}\\nTel. {num}
{per}\\n{job}, {org}\\n{adr}
Bill to:\\n{org}\\n{adr}\\n\\nShip to:\\n{per}\\n{adr}
Old address: {adr}\\nNew address: {adr}
I live at {adr} since {date}.
{giv} wrote down the address: {adr}
The parcel for {giv} was left at {adr}.
The flat at {adr} is let to {per} and {per}.
Meeting point: {adr}, at ten.
Is {adr} still right, or has {ttl} {sur} moved to {loc}?
my new place is {ladr} come by
{per}'s train from {loc} reaches {loc} at noon.
{giv} landed in {loc} last night and flies on to {loc}.
The minister arrived in {loc} from {loc} on {date}.
The delegation reached {loc} in the evening.
She grew up in {loc}, he comes from {loc}.
{giv} has moved from {loc} to {loc}
Our plants in {loc}, {loc} and {loc} are closed on {date}.
Booked under the name {per}, two nights in {loc}.
Ask for {giv} or {sur} at the desk.
It is in {per}'s name.
Call me {giv}.
everyone here says {lgiv}
{giv} is out today, please ask {giv}.
{giv} can be trusted with the {thing}.
Yes, {giv} will speak at noon.
{per} will give a talk on the {thing} in {loc}.
{per}, the {job}, answered: "{plain}"
"{plain}" said {sur}, {job} of {org}.
{plain} - {per}, {job}
Signed by {ttl} {per} and {ttl} {sur}
Please change the name on the account to {ttl} {per}.
The song was written by {per} and sung by {per}.
A film by {per} with {per} and {per}
"{thing}" by {per} is out on {date}.
In the {num}s {org} built more plants than {org}.
{org} has been in {loc} for {num} years and is known for its {thing}.
{org} was founded in {date} by {per} and {per}.
The {thing} of {org} was recalled.
Founded in {loc}, {org} makes {thing}s for {org}.
Date: {date}\\nCustomer: {per}\\nPhone: {num}
Caller: {per}\\nTime: {date}\\nNumber: {num}
Full name: {per}\\nDate of birth: {date}\\nPlace of birth: {loc}
Emergency contact: {per}, {num}
Reported by {per} on {date}: {plain}
| {num} | {per} | {org} | {adr} |
{per};{org};{loc};{num}
God knows why the {thing} is late.
Thank God it is done.
The Queen and the Prince of the story are not named.
The President of the Board and the Prime Minister will attend.
The Pope, the King and the Duke are chess pieces here.
The Mayor said so, and the Head of Operations agreed.
Lord of the manor, lady of the house: {plain}
""".splitlines()
)
