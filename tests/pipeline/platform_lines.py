"""How does a test write a line of the platform's contribution detail?"""

PLATFORM = (
    "PSN_NO,CERTNO,PSN_NAME,INSU_ADMDVS,ACCRYM_BEGN,ACCRYM_END,CASHYM,PSN_CLCT_AMT,FINSUBS_AMT,OTH_CLCT_AMT,CLCT_SUMAMT,CLCT_TYPE,"
    "CLCT_FLAG,REVS_FLAG,CLCT_TIME,INTSURY_TIME,ELEC_TAXRPT_NO,RSDT_CLCT_DETL_ID,INIT_RSDT_CLCT_DETL_ID"
)


def platform(cells: dict[str, str], **given: str) -> str:
    """A line of the platform's contribution detail; the money was collected in October 2021 for 2022."""
    row = {
        "CERTNO": cells["document"], "PSN_NAME": cells["name"], "INSU_ADMDVS": "371702", "ACCRYM_BEGN": "202201",
        "ACCRYM_END": "202212", "CASHYM": "202110", "PSN_CLCT_AMT": cells["amount"], "FINSUBS_AMT": "580", "OTH_CLCT_AMT": "0",
        "CLCT_SUMAMT": str(float(cells["amount"]) + 580), "CLCT_TYPE": "10", "CLCT_FLAG": "1", "REVS_FLAG": "Z",
        "CLCT_TIME": cells["paid_at"], "INTSURY_TIME": "2021-10-28", "ELEC_TAXRPT_NO": cells["ticket"],
        "RSDT_CLCT_DETL_ID": f"D{cells['ticket']}",
    } | given  # fmt: skip
    return ",".join(row.get(name, "") for name in PLATFORM.split(","))
