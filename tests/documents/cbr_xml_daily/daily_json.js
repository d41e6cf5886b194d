{
    "Date": "2026-02-21T11:30:00+03:00",
    "PreviousDate": "2026-02-20T11:30:00+03:00",
    "PreviousURL": "\/\/www.cbr-xml-daily.ru\/archive\/2026\/02\/20\/daily_json.js",
    "Timestamp": "2026-02-23T13:00:00+03:00",
    "Valute": {
        "BRL": {
            "ID": "R01115",
            "NumCode": "986",
            "CharCode": "BRL",
            "Nominal": 1,
            "Name": "Бразильский реал",
            "Value": 14.6884,
            "Previous": 14.6411
        },
        "AED": {
            "ID": "R01230",
            "NumCode": "784",
            "CharCode": "AED",
            "Nominal": 1,
            "Name": "Дирхам ОАЭ",
            "Value": 20.8991,
            "Previous": 20.8688
        },
        "USD": {
            "ID": "R01235",
            "NumCode": "840",
            "CharCode": "USD",
            "Nominal": 1,
            "Name": "Доллар США",
            "Value": 76.7519,
            "Previous": 76.6405
        },
        "EUR": {
            "ID": "R01239",
            "NumCode": "978",
            "CharCode": "EUR",
            "Nominal": 1,
            "Name": "Евро",
            "Value": 90.2833,
            "Previous": 90.1669
        },
        "EGP": {
            "ID": "R01240",
            "NumCode": "818",
            "CharCode": "EGP",
            "Nominal": 10,
            "Name": "Египетских фунтов",
            "Value": 16.1287,
            "Previous": 16.1053
        },
        "INR": {
            "ID": "R01270",
            "NumCode": "356",
            "CharCode": "INR",
            "Nominal": 100,
            "Name": "Индийских рупий",
            "Value": 84.3874,
            "Previous": 84.5297
        },
        "IDR": {
            "ID": "R01280",
            "NumCode": "360",
            "CharCode": "IDR",
            "Nominal": 10000,
            "Name": "Рупий",
            "Value": 45.3482,
            "Previous": 45.3924
        },
        "IRR": {
            "ID": "R01300",
            "NumCode": "364",
            "CharCode": "IRR",
            "Nominal": 1000000,
            "Name": "Иранских риалов",
            "Value": 59.7958,
            "Previous": 59.709
        },
        "CNY": {
            "ID": "R01375",
            "NumCode": "156",
            "CharCode": "CNY",
            "Nominal": 1,
            "Name": "Юань",
            "Value": 11.0929,
            "Previous": 11.0747
        },
        "SAR": {
            "ID": "R01580",
            "NumCode": "682",
            "CharCode": "SAR",
            "Nominal": 1,
            "Name": "Саудовский риял",
            "Value": 20.4672,
            "Previous": 20.4375
        },
        "XDR": {
            "ID": "R01589",
            "NumCode": "960",
            "CharCode": "XDR",
            "Nominal": 1,
            "Name": "СДР (специальные права заимствования)",
            "Value": 105.4364,
            "Previous": 105.57
        },
        "ETB": {
            "ID": "R01800",
            "NumCode": "230",
            "CharCode": "ETB",
            "Nominal": 100,
            "Name": "Эфиопских быров",
            "Value": 49.2504,
            "Previous": 49.2504
        },
        "ZAR": {
            "ID": "R01810",
            "NumCode": "710",
            "CharCode": "ZAR",
            "Nominal": 10,
            "Name": "Рэндов",
            "Value": 47.5141,
            "Previous": 47.7332
        }
    }
}
