"""What is decided about each address of who is missing? In the form of `tests.routes.decided`."""

TABLE = """\
api_base_rates                             people.read          -                    -
api_village_ledger                         people.read          -                    -
api_base_people                            people.read          -                    -
api_lost_cover                             people.read          -                    -
api_base_person                            people.read          enrollment.write     person
api_listed_people                          people.read          -                    -
api_answer_of_listed                       -                    enrollment.write     -
api_decide_death_report                    -                    enrollment.write     person
enrollment:base                            people.read          -                    -
enrollment:lost_cover                      people.read          -                    -
enrollment:lost_cover_sheet                people.read          -                    -
enrollment:base_person                     people.read          people.read          person
enrollment:listed_person                   people.read          people.read          -
enrollment:decide_death_report             -                    enrollment.write     person
"""
