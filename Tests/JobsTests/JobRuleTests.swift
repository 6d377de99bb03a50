import Core
import Testing

@testable import Jobs

@Suite("Names, signals and drafts of jobs")
struct JobRuleTests {
    @Test(arguments: [
        ("Acme Ltd", "ACME LIMITED", true), ("Acme Ltd.", "acme", true), ("Acme B.V.", "Acme BV", true),
        ("Müller GmbH", "Muller", true), ("Acme, Inc.", "Acme Incorporated", true),
        ("A & B Ltd", "A and B Limited", true), ("Acme Systems", "Acme", false), ("Limited", "Ltd", false),
    ])
    func namesOfOneFirmAreOne(first: String, second: String, isOne: Bool) {
        #expect((EmployerName.match(first) == EmployerName.match(second)) == isOne)
    }

    private static func content(
        _ body: String, title: String = "Backend developer", country: String = "DE",
        applyURL: String = "https://firm.example/jobs/1", change: (inout JobDraft) -> Void = { _ in }
    ) throws -> JobContent {
        var draft = JobDraft()
        draft.employerName = "Firm GmbH"
        draft.title = title
        draft.body = body + String(repeating: " We build route planning for trains in a team of five.", count: 2)
        draft.country = country
        draft.applyURL = applyURL
        change(&draft)
        return try draft.validated(at: Timestamp(milliseconds: 1_795_251_600_000))
    }

    private static func signals(
        _ body: String, title: String = "Backend developer", country: String = "DE",
        applyURL: String = "https://firm.example/jobs/1", change: (inout JobDraft) -> Void = { _ in }
    ) throws -> [String] {
        let content = try content(body, title: title, country: country, applyURL: applyURL, change: change)
        return FraudPatterns.shipped.found(in: content).map(\.id.rawValue)
    }

    @Test(arguments: [
        ("asks_money", "Candidates must pay for the visa before they travel."),
        ("asks_money", "A processing fee of PKR 50,000 is payable in advance."),
        ("asks_money", "ویزا کی فیس کارکن کے ذمے ہے۔"), ("free_visa", "Azad visa for two years."),
        ("free_visa", "You start on a visit visa, conversion later."), ("free_visa", "آزاد ویزا دستیاب ہے۔"),
        ("documents_kept", "Your passport will be kept by the office."),
        ("documents_kept", "Submit your original degree on arrival."),
        ("no_interview", "Start next week, no interview."),
        ("no_interview", "Visa guaranteed in ten days."), ("free_mail", "Write to hr.firm@gmail.com with your CV."),
        ("pressure", "Send your CV, contact only on WhatsApp."), ("pressure", "Apply within 24 hours."),
        ("repayment", "You repay the immigration skills charge if you leave."),
    ])
    func whatFraudsSayIsFound(signal: String, words: String) throws {
        #expect(try Self.signals(words) == [signal])
    }

    @Test(arguments: [
        "We pay for your visa and your flight.", "The visa fee and the flight are paid by us.",
        "You send your CV by our form; two interviews of an hour each follow.",
        "We need a copy of your passport for the contract.", "You never have to pay a fee.",
        "No candidate has to pay for a visa.", "You should pay attention to detail.",
        "Candidates must send a copy of their visa.", "Questions: jobs@firm.example.",
        "You will work with WhatsApp's API and build deposit products for banks.", "Our customers pay by invoice.",
        "ہم ویزے اور ٹکٹ کا خرچ خود دیتے ہیں۔",
    ])
    func whatHonestFirmsSayIsNot(words: String) throws {
        #expect(try Self.signals(words) == [])
    }

    @Test func whatIsNotWordsIsFoundToo() throws {
        #expect(try Self.signals("", applyURL: "https://forms.gle/abc") == ["free_mail"])
        #expect(try Self.signals("") { $0.repaymentMonths = 25 } == ["repayment"])
        #expect(try Self.signals("") { $0.repaymentMonths = 24 } == [])
        let chat = "Chat support agents wanted."
        #expect(try Self.signals(chat, country: "KH") == [])
        #expect(try Self.signals(chat, country: "KH") { $0.relocation = ["flight"] } == ["scam_centre"])
        #expect(try Self.signals(chat, country: "DE") { $0.relocation = ["flight"] } == [])
    }

    @Test func theDataIsThereAndWeighsWhatTheRulesSay() {
        #expect(FraudPatterns.shipped.count > 20 && FraudPatterns.shipped.names == FraudSignal.Kind.allCases)
        #expect((FraudSignal.noted, FraudSignal.held, FraudSignal.blocked) == (3, 5, 8))
    }

    private static func refused(_ change: (inout JobDraft) -> Void) -> [String: String] {
        do {
            _ = try content("", change: change)
            return [:]
        } catch let problem as Problem {
            return Dictionary(problem.fields.map { ($0.field, $0.code) }) { $1 }
        } catch {
            return ["": "\(error)"]
        }
    }

    @Test func everyFieldThatIsWrongIsNamed() {
        let all = Self.refused {
            $0 = JobDraft()
            $0.weeklyHours = 90
            $0.salaryMin = "many"
            $0.sponsorship = "likely"
            $0.relocation = ["yacht"]
            $0.eligibleRegions = ["QQ"]
            $0.languages = ["german"]
            $0.repaymentMonths = -1
            $0.sourceURL = "http://firm.example"
            $0.validThrough = "2026-11-31"
        }
        #expect(
            all == [
                "employerName": "required", "title": "required", "body": "required", "country": "required",
                "weeklyHours": "out_of_range", "currency": "required", "period": "required",
                "sponsorshipEvidence": "evidence_needed", "relocation": "unknown_choice",
                "eligibleRegions": "unknown_country", "languages": "language_code", "repaymentMonths": "out_of_range",
                "applyURL": "required", "sourceURL": "address_form", "validThrough": "day_form",
            ])
    }

    @Test func salariesAndDaysHaveTheirBounds() {
        func salary(_ low: String, _ high: String) -> [String: String] {
            Self.refused {
                ($0.salaryMin, $0.salaryMax, $0.currency, $0.period) = (low, high, "EUR", "year")
            }
        }
        #expect(salary("50000", "49999.99") == ["salaryMax": "below_minimum"])
        #expect(salary("50000", "50000") == [:] && salary("", "") == [:])
        #expect(salary("0", "") == ["salaryMin": "money_form"] && salary("1.234", "") == ["salaryMin": "money_form"])
        // Today is 21 November 2026.
        for (day, code) in [
            ("2026-11-20", "valid_through_range"), ("2026-11-21", nil), ("2027-01-20", nil),
            ("2027-01-21", "valid_through_range"), ("", nil),
        ] {
            let found = Self.refused { $0.validThrough = day }["validThrough"]
            #expect(found == code, "\(day)")
        }
    }

    @Test(arguments: [
        "javascript:alert(1)", "http://firm.example/", "https://firm", "https://user:pass@firm.example/",
        "https://firm.example/a b", "//firm.example/", "mailto:jobs@firm.example",
    ])
    func onlyPagesOverTLSAreTaken(address: String) {
        #expect(Self.refused { $0.applyURL = address } == ["applyURL": "address_form"])
    }

    @Test func addressesOfOneAdvertAreOne() {
        func same(_ first: String, _ second: String) -> Bool {
            WebAddress(first)?.canonical == WebAddress(second)?.canonical
        }
        #expect(same("https://www.firm.example/jobs/1/?utm_source=x", "https://FIRM.example/jobs/1"))
        #expect(same("https://firm.example/j?id=1&ref=a", "https://firm.example/j?ref=b&id=1"))
        #expect(!same("https://firm.example/j?id=1", "https://firm.example/j?id=2"))
    }

    @Test func thirtyDaysAreTheUsual() throws {
        let content = try Self.content("")
        #expect(content.lastDay == "2026-12-21")
        #expect(content.validThrough.rfc3339 == "2026-12-22T00:00:00.000Z")
    }

    @Test func ratesAreReadInBothLayoutsAndConvertedToTheCoin() throws {
        let one = try RateFile("Date, USD, JPY, GBP, \n20 November 2026, 1.0850, 163.20, 0.8400, \n")
        let many = try RateFile("Date,USD,XXX\n2026-11-20,1.0850,9\n2026-11-19,N/A,9\nrubbish,1\n")
        #expect(one.rates.map(\.day) == Array(repeating: "2026-11-20", count: 3) && one.refused == [])
        #expect(many.rates == [RateFile.Rate(day: "2026-11-20", currency: "USD", perEuro: 1_085_000)])
        #expect(many.refused == [.init("/lines/4", "day_form")])
        #expect(throws: Problem.self) { try RateFile("no rates at all") }
        let rates = ExchangeRates(day: "2026-11-20", perEuro: ["USD": 1_085_000, "JPY": 163_200_000])
        #expect(rates.convert(100_00, from: "EUR", to: "USD") == 108_50)
        #expect(rates.convert(108_50, from: "USD", to: "EUR") == 100_00)
        #expect(rates.convert(100_00, from: "EUR", to: "JPY") == 16_320)
        #expect(rates.convert(5, from: "SEK", to: "SEK") == 5 && rates.convert(5, from: "SEK", to: "EUR") == nil)
    }
}
