import Core
import Jobs

/// An application as the API shows it, and as the member's devices hold it.
package struct ApplicationRecord: Codable, Sendable {
    package let id: ApplicationID
    /// A job of the site; absent: what the member wrote.
    package let jobId: JobID?
    package let employerName: String
    package let title: String
    package let link: String
    package let stage: ApplicationStage
    /// The day on which it came to the stage.
    package let stageOn: CivilDay
    /// All stages that it came to, the first first.
    package let moves: [ApplicationMove]
    package let nextStep: String
    /// The day on which the member is reminded.
    package let nextOn: CivilDay?
    package let notes: String
    package let offer: OfferRecord?
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let revision: Int64

    package init(_ application: JobApplication) {
        let content = application.content
        id = application.id
        jobId = application.jobID
        employerName = content.employerName
        title = content.title
        link = content.link
        stage = application.stage
        stageOn = application.stageOn
        moves = application.moves
        nextStep = content.nextStep
        nextOn = content.nextOn
        notes = content.notes
        offer = content.offer.map(OfferRecord.init)
        createdAt = application.createdAt
        updatedAt = application.updatedAt
        revision = application.revision
    }
}

/// What the employer offers, with what follows from it.
package struct OfferRecord: Codable, Sendable {
    /// Before tax.
    package let gross: Amount
    package let period: PayPeriod
    package let weeklyHours: Double?
    package let relocation: String
    package let sponsorship: OfferSponsorship
    /// In a year of twelve months or fifty-two weeks.
    package let annual: Amount?
    /// Of an hour's work.
    package let hourly: Amount?

    init(_ offer: Offer) {
        gross = Amount(units: offer.gross, currency: offer.currency)
        period = offer.period
        weeklyHours = offer.minutes.map { Double($0) / 60 }
        relocation = offer.relocation
        sponsorship = offer.sponsorship
        annual = offer.annual.map { Amount(units: $0, currency: offer.currency) }
        hourly = offer.hourly.map { Amount(units: $0, currency: offer.currency) }
    }
}

/// Offers side by side, as the API shows them.
package struct OffersRecord: Codable, Sendable {
    package struct Column: Codable, Sendable {
        package let applicationId: ApplicationID
        package let title: String
        package let employerName: String
        package let stage: ApplicationStage
        package let offer: OfferRecord
        /// In the currency of the comparison; absent without a rate.
        package let annual: Amount?
        package let hourly: Amount?
    }

    package let items: [Column]
    /// ISO 4217; empty when there is no offer.
    package let currency: String
    /// Of which day the rates are, where one was needed and is known.
    package let ratesOn: CivilDay?

    package init(_ comparison: OfferComparison) {
        let currency = comparison.currency
        self.currency = currency
        ratesOn = CivilDay(comparison.day)
        items = comparison.columns.map { column in
            Column(
                applicationId: column.application.id, title: column.application.content.title,
                employerName: column.application.content.employerName, stage: column.application.stage,
                offer: OfferRecord(column.offer),
                annual: column.annual.map { Amount(units: $0, currency: currency) },
                hourly: column.hourly.map { Amount(units: $0, currency: currency) })
        }
    }
}
