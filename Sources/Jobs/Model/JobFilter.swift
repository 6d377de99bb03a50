import Core

/// Which jobs a list holds; what is absent does not narrow it.
package struct JobFilter: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    package var country: String?
    package var sponsorship: Sponsorship?
    package var remote: RemoteKind?
    package var skill: String?
    /// BCP 47.
    package var language: String?
    /// What a year must bring at least, in one's own currency.
    package var salary: Salary?

    package struct Salary: Sendable, Equatable {
        /// In the smallest coins.
        package var units: Int64
        package var currency: String

        package init(units: Int64, currency: String) {
            self.units = units
            self.currency = currency
        }
    }

    package init() {}

    package var isEmpty: Bool { self == JobFilter() }

    /// The filter that texts of an address ask for.
    /// - Throws: `invalid` naming what cannot be read.
    package init(
        country: String, sponsorship: String, remote: String, skill: String, language: String, salary: String,
        currency: String
    ) throws {
        var validation = Validation()
        let code = country.uppercased()
        validation.require(code.isEmpty || CountryCode.all.contains(code), "country", "unknown_country")
        self.country = code.isEmpty ? nil : code
        self.sponsorship = validation.choiceOrNone(sponsorship, "sponsorship")
        self.remote = validation.choiceOrNone(remote, "remote")
        let skill = validation.text(skill, "skill", 0...40).lowercased()
        self.skill = skill.isEmpty ? nil : skill
        let language = validation.text(language, "language", 0...8).lowercased()
        self.language = language.isEmpty ? nil : language
        self.salary = Self.salary(salary, currency.uppercased(), &validation)
        try validation.check()
    }

    private static func salary(_ text: String, _ currency: String, _ validation: inout Validation) -> Salary? {
        let text = UserText.clean(text, .line)
        guard !text.isEmpty else { return nil }
        validation.require(Currency.codes.contains(currency), "currency", "unknown_choice")
        let units = Amount.units(text, currency: currency)
        validation.require((units ?? 0) > 0, "salary", "money_form")
        return units.map { Salary(units: $0, currency: currency) }
    }
}

/// What money is worth in other money, on a day.
package struct ExchangeRates: Sendable, Equatable {
    /// `YYYY-MM-DD`; empty when there are none.
    package let day: String
    /// Millionths of each currency for a euro.
    let perEuro: [String: Int64]

    /// The same worth in another currency; `nil` without a rate for either.
    package func convert(_ units: Int64, from: String, to: String) -> Int64? {
        if from == to { return units }
        guard let source = rate(from), let target = rate(to) else { return nil }
        let value = Double(units) / Double(Currency.scale(from)) / Double(source) * Double(target)
        let coins = (value * Double(Currency.scale(to))).rounded()
        return coins < 9e15 ? Int64(coins) : nil
    }

    private func rate(_ currency: String) -> Int64? { currency == "EUR" ? 1_000_000 : perEuro[currency] }

    /// The amount in every currency that there is a rate for.
    func everywhere(_ salary: JobFilter.Salary) -> [(currency: String, units: Int64)] {
        Currency.codes.sorted().compactMap { code in
            convert(salary.units, from: salary.currency, to: code).map { (code, $0) }
        }
    }
}
