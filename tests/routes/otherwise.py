"""Which addresses answer the world of the tests otherwise than with a page, and why?"""

# (name, method) -> statuses.
OTHERWISE: dict[tuple[str, str], set[int]] = {
    # The case of the world waits; these are of cases that were decided, returned or are on notice.
    ("assistance:case_notice", "GET"): {302},
    ("assistance:change_case", "GET"): {302},
    ("assistance:case_sheet", "GET"): {302},
    # No picture was taken on that day, and the bill waits for two officers.
    ("api_uninsured_day", "GET"): {404},
    ("api_uninsured_people", "GET"): {404},
    ("assistance:uninsured_day_sheet", "GET"): {404},
    ("api_bill_statement", "GET"): {404},
    # Nobody has the number that was made up.
    ("api_find_person", "POST"): {404},
    # Whether the person of the example is one of the world's is chance.
    ("api_cases", "POST"): {201, 400, 404, 409},
    ("api_recoveries", "POST"): {201, 400, 404, 409},
    # More has to be asked than a place and a year.
    ("api_village_ledger", "GET"): {400},
    ("api_treasury_check", "GET"): {400},
    ("enrollment:treasury", "GET"): {422},
    # Many rows are worked by a form; asked for, it leads back to the list.
    ("enrollment:work_exceptions", "GET"): {302},
    # The line and the part of the example are made up.
    ("api_divide_payment", "POST"): {404},
    ("api_give_back_part", "POST"): {404},
    # It leads on to the check of its days.
    ("enrollment:treasury_of_statement", "GET"): {302},
    ("api_figure_check", "GET"): {400},
    ("api_doctor_packages", "GET"): {400},
    ("assistance:figure_check", "GET"): {422},
    ("assistance:doctor_packages", "GET"): {422},
    ("assistance:choose_parameter", "GET"): {404},
    # A tax file has a page of its own.
    ("intake:file", "GET"): {302},
    # A page has no button for a step of no name.
    ("assistance:move_subsidy_run", "POST"): {400},
    ("assistance:move_fiscal_request", "POST"): {400},
}
