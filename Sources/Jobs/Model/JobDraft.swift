import Core
import Foundation

/// What a member fills in to post a job, or to change one: then what is absent stays.
package struct JobDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: JobID?
    package var employerName: String?
    package var title: String?
    package var body: String?
    package var country: String?
    package var city: String?
    package var remote: String?
    package var contract: String?
    package var seniority: String?
    package var weeklyHours: Double?
    package var salaryMin: String?
    package var salaryMax: String?
    package var currency: String?
    package var period: String?
    package var sponsorship: String?
    package var sponsorshipEvidence: String?
    package var relocation: [String]?
    package var eligibleRegions: [String]?
    package var skills: [String]?
    package var languages: [String]?
    package var repaymentMonths: Int?
    package var applyURL: String?
    package var sourceURL: String?
    /// `YYYY-MM-DD`, the last day; thirty days from now unless told.
    package var validThrough: String?
    /// Kept for oneself for now.
    package var isDraft: Bool?
    /// It is another job than the one that looks the same.
    package var isDistinct: Bool?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, employerName, title, body, country, city, remote, contract, seniority, weeklyHours, salaryMin,
            salaryMax, currency, period, sponsorship, sponsorshipEvidence, relocation, eligibleRegions, skills,
            languages, repaymentMonths, applyURL, sourceURL, validThrough, isDraft, isDistinct
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> JobContent {
        var validation = Validation()
        let content = JobContent(
            employerName: validation.text(employerName, "employerName", 2...120),
            title: validation.text(title, "title", 4...120),
            body: validation.text(body, "body", 80...20_000, form: .block),
            country: countryCode(country, "country", isNeeded: true, &validation),
            city: validation.text(city, "city", 0...80),
            remote: validation.choice(remote ?? "none", "remote", default: RemoteKind.none),
            contract: validation.choice(contract ?? "permanent", "contract", default: ContractKind.permanent),
            seniority: validation.choiceOrNone(seniority ?? "", "seniority"),
            weeklyMinutes: minutes(&validation), pay: pay(&validation),
            sponsorship: validation.choice(sponsorship ?? "unknown", "sponsorship", default: Sponsorship.unknown),
            sponsorshipEvidence: validation.text(sponsorshipEvidence, "sponsorshipEvidence", 0...500, form: .block),
            relocation: relocationItems(&validation), regions: regions(&validation),
            skills: words(skills ?? [], "skills", 12, &validation), languages: languageTags(&validation),
            repaymentMonths: repayment(&validation), applyURL: address(applyURL, "applyURL", true, &validation),
            sourceURL: address(sourceURL, "sourceURL", false, &validation),
            validThrough: lastDay(at: now, &validation))
        validation.require(
            content.sponsorship == .unknown || !content.sponsorshipEvidence.isEmpty, "sponsorshipEvidence",
            "evidence_needed")
        try validation.check()
        return content
    }

    private func minutes(_ validation: inout Validation) -> Int? {
        validation.note("weeklyHours", .range(1...80))
        guard let hours = weeklyHours else { return nil }
        validation.require((1...80).contains(hours), "weeklyHours", "out_of_range", ["min": "1", "max": "80"])
        return (1...80).contains(hours) ? Int((hours * 60).rounded()) : nil
    }

    private func pay(_ validation: inout Validation) -> Pay? {
        validation.note("salaryMin", .text(0...15))
        validation.note("salaryMax", .text(0...15))
        let texts = [salaryMin ?? "", salaryMax ?? ""].map { UserText.clean($0, .line) }
        let code = UserText.clean(currency ?? "", .line).uppercased()
        validation.choice(code, "currency", of: Currency.codes.union([""]))
        let period: PayPeriod? = validation.choiceOrNone(period ?? "", "period")
        guard texts.contains(where: { !$0.isEmpty }) else { return nil }
        validation.require(!code.isEmpty, "currency", "required")
        validation.require(period != nil, "period", "required")
        guard Currency.codes.contains(code), let period else { return nil }
        let units = zip(texts, ["salaryMin", "salaryMax"]).map { text, field -> Int64? in
            let units = text.isEmpty ? nil : Amount.units(text, currency: code)
            validation.require(text.isEmpty || (units ?? 0) > 0, field, "money_form")
            return units
        }
        if let low = units[0], let high = units[1] { validation.require(low <= high, "salaryMax", "below_minimum") }
        return Pay(minimum: units[0], maximum: units[1], currency: code, period: period)
    }

    private func relocationItems(_ validation: inout Validation) -> [RelocationItem] {
        let values = relocation ?? []
        validation.count(values.count, "relocation", atMost: RelocationItem.allCases.count)
        validation.note("relocation", .choice(RelocationItem.allCases.map(\.rawValue)))
        let items = values.compactMap(RelocationItem.init(rawValue:))
        validation.require(items.count == values.count, "relocation", "unknown_choice")
        return RelocationItem.allCases.filter(items.contains)
    }

    private func regions(_ validation: inout Validation) -> [String] {
        let values = eligibleRegions ?? []
        validation.count(values.count, "eligibleRegions", atMost: 30)
        let codes = values.map { countryCode($0, "eligibleRegions", isNeeded: true, &validation) }
        return Set(codes).sorted()
    }

    private func languageTags(_ validation: inout Validation) -> [String] {
        let tags = words(languages ?? [], "languages", 6, &validation)
        let isForm = tags.allSatisfy { (2...3).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 > 96 && $0 < 123 } }
        validation.require(isForm, "languages", "language_code")
        return tags
    }

    private func words(
        _ values: [String], _ field: String, _ most: Int, _ validation: inout Validation
    ) -> [String] {
        var words: [String] = []
        validation.count(values.count, field, atMost: most)
        for value in values {
            let word = validation.text(value, field, 0...40).lowercased()
            if !word.isEmpty, !words.contains(word) { words.append(word) }
        }
        return words
    }

    private func repayment(_ validation: inout Validation) -> Int? {
        if let repaymentMonths { validation.range(repaymentMonths, "repaymentMonths", 0...120) }
        return repaymentMonths
    }

    private func countryCode(
        _ value: String?, _ field: String, isNeeded: Bool, _ validation: inout Validation
    ) -> String {
        validation.note(field, .text((isNeeded ? 2 : 0)...2))
        let code = UserText.clean(value ?? "", .line).uppercased()
        if code.isEmpty, isNeeded {
            validation.refuse(field, "required")
        } else {
            validation.require(code.isEmpty || CountryCode.all.contains(code), field, "unknown_country")
        }
        return code
    }

    /// A page on the web, over TLS: where people are sent must be what they see.
    private func address(
        _ value: String?, _ field: String, _ isNeeded: Bool, _ validation: inout Validation
    ) -> String {
        let text = validation.text(value, field, (isNeeded ? 1 : 0)...500)
        if text.isEmpty { return text }
        validation.require(WebAddress(text) != nil, field, "address_form")
        return text
    }

    private func lastDay(at now: Timestamp, _ validation: inout Validation) -> Timestamp {
        validation.note("validThrough", .text(0...10))
        let text = UserText.clean(validThrough ?? "", .line)
        let today = JobLimits.day(of: now)
        if text.isEmpty { return JobLimits.start(ofDay: today + JobLimits.usualDays + 1) }
        guard let day = JobLimits.day(text) else {
            validation.refuse("validThrough", "day_form")
            return now
        }
        validation.require(
            (today...today + JobLimits.mostDays).contains(day), "validThrough", "valid_through_range",
            ["max": "\(JobLimits.mostDays)"])
        return JobLimits.start(ofDay: day + 1)
    }
}

/// A page on the web, as far as duplicates and warnings ask.
struct WebAddress: Sendable {
    /// Small letters, without `www.`.
    let host: String
    /// Without what only counts visits: what two adverts of one job have in common.
    let canonical: String

    /// `nil` for what is no address of a page over TLS.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), parts.scheme?.lowercased() == "https", parts.user == nil,
            parts.password == nil, let host = parts.host?.lowercased(), host.contains("."), !host.hasSuffix("."),
            !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0 == "\\" })
        else { return nil }
        self.host = host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
        let counted: Set<String> = ["ref", "source", "src", "gclid", "fbclid", "lang"]
        let query = (parts.percentEncodedQuery ?? "").split(separator: "&").filter { pair in
            let name = pair.prefix { $0 != "=" }.lowercased()
            return !name.hasPrefix("utm_") && !counted.contains(name)
        }.sorted().joined(separator: "&")
        let path = parts.percentEncodedPath
        let plain = path.hasSuffix("/") ? String(path.dropLast()) : path
        canonical = "\(self.host)\(plain)" + (query.isEmpty ? "" : "?\(query)")
    }
}

/// The numbers of listings.md, section 9.
package enum JobLimits {
    package static let usualDays: Int64 = 30
    package static let mostDays: Int64 = 60
    /// Open jobs of a poster.
    package static let open = 20
    /// For how long those who kept a job may read it after its end.
    package static let readable = Span.days(90)
    /// Within which the same title of an employer in a city is the same job.
    static let sameWithin = Span.days(45)
    /// Members who say that it is filled.
    static let filledReports = 3
    /// What the reports of an advert weigh together that hold it, and those of them that speak of a scam; a member's
    /// weighs 1 and the member's level, as flags of posts do.
    static let reportsHold = 8
    static let scamsHold = 4
    static let staffReport = 5
    /// Members who speak for an employer.
    static let speakers = 50
    static let appealWithin = Span.hours(48)
    package static let perPage = 30

    static func day(of time: Timestamp) -> Int64 {
        Int64((Double(time.milliseconds) / 86_400_000).rounded(.down))
    }

    static func start(ofDay day: Int64) -> Timestamp { Timestamp(milliseconds: day * 86_400_000) }

    /// Days since 1970 of `YYYY-MM-DD`; `nil` for what is no day.
    static func day(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let found = CivilDay(year: year, month: month, day: day).daysSince1970
        return CivilDay(daysSince1970: found).description == text ? found : nil
    }
}
