import Core
import Jobs

package enum ApplicationMark {}
package typealias ApplicationID = Identifier<ApplicationMark>

/// How far an application has come. The member moves it, in any order.
package enum ApplicationStage: String, Codable, Sendable, CaseIterable {
    case interested, applied, screening, interview, offer, accepted, rejected, withdrawn

    /// Nothing more is to be done.
    package var isEnded: Bool { [.accepted, .rejected, .withdrawn].contains(self) }

    var rank: Int64 { Int64(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// An application as its member follows it: theirs alone.
package struct JobApplication: Sendable, Equatable {
    package let id: ApplicationID
    /// A job of the site; `nil`: what the member wrote.
    package let jobID: JobID?
    package var content: ApplicationContent
    package var stage: ApplicationStage
    /// The day on which it came to the stage.
    package var stageOn: CivilDay
    /// All stages that it came to, the first first.
    package var moves: [ApplicationMove] = []
    /// The revision in which the notes changed last.
    package var notesRevision: Int64
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var revision: Int64

    package var path: String { "/applications/\(id)" }

    /// Its place in the member's list: stages in their order, and in each what changed last first.
    var position: Int64 { Self.position(stage, updatedAt) }

    static func position(_ stage: ApplicationStage, _ time: Timestamp) -> Int64 {
        (stage.rank + 1) * span - time.milliseconds
    }

    /// The places of a stage.
    static func positions(of stage: ApplicationStage) -> ClosedRange<Int64> {
        stage.rank * span...(stage.rank + 1) * span
    }

    /// More milliseconds than any time has that we will meet.
    private static let span: Int64 = 10_000_000_000_000
}

/// A stage and the day on which the application came to it.
package struct ApplicationMove: Codable, Sendable, Equatable {
    package let stage: ApplicationStage
    package let on: CivilDay
    package let createdAt: Timestamp
}

/// What the member says of an application, checked.
package struct ApplicationContent: Sendable, Equatable {
    package var employerName: String
    package var title: String
    package var link: String
    package var nextStep: String
    /// The day on which the member is reminded.
    package var nextOn: CivilDay?
    package var notes: String
    package var offer: Offer?
}

/// What the employer offers.
package struct Offer: Sendable, Equatable {
    /// In the smallest coins, before tax.
    package var gross: Int64
    package var currency: String
    package var period: PayPeriod
    /// A week.
    package var minutes: Int?
    package var relocation: String
    package var sponsorship: OfferSponsorship

    /// In a year of twelve months or fifty-two weeks; `nil` for pay by the hour of an unknown week.
    package var annual: Int64? {
        Pay(minimum: gross, maximum: nil, currency: currency, period: period).annual(weeklyMinutes: minutes)
    }

    /// Of an hour's work; `nil` for an unknown week.
    package var hourly: Int64? {
        if period == .hour { return gross }
        guard let minutes, minutes > 0, let annual else { return nil }
        return Int64((Double(annual) * 60 / Double(52 * minutes)).rounded())
    }

    /// `37.5`
    package var weeklyHours: String { minutes.map(Self.hours) ?? "" }

    private static func hours(_ minutes: Int) -> String {
        let rest = minutes % 60 * 100 / 60
        return rest == 0 ? "\(minutes / 60)" : "\(minutes / 60).\(rest % 10 == 0 ? rest / 10 : rest)"
    }
}

/// Whether the employer pays for the visa.
package enum OfferSponsorship: String, Codable, Sendable, CaseIterable {
    case yes, no, unknown
}

/// How many applications of a member are at each stage.
package struct StageCount: Sendable, Equatable {
    package let stage: ApplicationStage
    package let count: Int
}

/// Offers side by side.
package struct OfferComparison: Sendable {
    package struct Column: Sendable {
        package let application: JobApplication
        package let offer: Offer
        /// A year and an hour in the currency of the comparison; `nil` where there is no rate, or nothing to reckon from.
        package let annual: Int64?
        package let hourly: Int64?
    }

    package let columns: [Column]
    /// ISO 4217.
    package let currency: String
    /// Of which day the rates are; empty when none were needed or known.
    package let day: String

    /// Offers that are compared at a time.
    package static let most = 12

    /// - Parameter currency: asked for; otherwise that of the first offer.
    init(_ applications: [JobApplication], in currency: String?, _ rates: ExchangeRates) {
        let found = applications.compactMap { application in application.content.offer.map { (application, $0) } }
        let target = currency ?? found.first?.1.currency ?? ""
        columns = found.map { application, offer in
            func worth(_ units: Int64?) -> Int64? {
                units.flatMap { rates.convert($0, from: offer.currency, to: target) }
            }
            return Column(
                application: application, offer: offer, annual: worth(offer.annual), hourly: worth(offer.hourly))
        }
        self.currency = target
        day = found.contains { $0.1.currency != target } ? rates.day : ""
    }
}
