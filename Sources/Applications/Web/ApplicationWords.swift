import Applications
import Core
import Jobs
import JobsWeb
import Mustache
import Texts
import WebSupport

/// Days as people read and write them.
enum DayText {
    /// `1 January 2027`
    static func full(_ day: CivilDay, _ phrases: Phrasebook) -> String {
        phrases.text(
            "day_full",
            ["day": "\(day.day)", "month": phrases.text("month_\(day.month)"), "year": "\(day.year)"])
    }

    /// A field for a day that may be left out.
    static func field(
        _ name: String, key: String, _ value: String, _ problem: Problem?, _ phrases: Phrasebook
    ) -> Field {
        Field(name, key: key, value: value, problem: problem, phrases: phrases).with {
            $0.inputType = "date"
            $0.direction = "ltr"
            $0.isRequired = false
            $0.autocomplete = "off"
        }
    }
}

enum StageWords {
    static func options(chosen: String, _ phrases: Phrasebook) -> [Field.Option] {
        ApplicationStage.allCases.map {
            Field.Option(
                $0.rawValue, phrases.text("application_stage_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
        }
    }
}

/// How an offer is said in the reader's language.
struct OfferWords: Sendable {
    private let visit: Visit
    private var phrases: Phrasebook { visit.phrases }

    init(_ visit: Visit) { self.visit = visit }

    /// `EUR 62,000 a year`
    func gross(_ offer: Offer) -> String { amount(offer.gross, offer.currency, offer.period) }

    func amount(_ units: Int64, _ currency: String, _ period: PayPeriod) -> String {
        JobWords(visit).salary(Pay(minimum: units, maximum: nil, currency: currency, period: period))
    }

    func hours(_ offer: Offer) -> String {
        offer.minutes == nil ? "" : phrases.text("job_hours", ["hours": offer.weeklyHours])
    }

    func sponsorship(_ offer: Offer) -> String { phrases.text("offer_sponsorship_\(offer.sponsorship.rawValue)") }

    /// The member's own words, which have a direction of their own.
    func relocation(_ offer: Offer) -> String {
        offer.relocation.isEmpty ? "" : "\u{2068}\(offer.relocation)\u{2069}"
    }

    func facts(_ offer: Offer) -> [OfferFact] {
        [
            ("offer_gross", gross(offer)),
            ("offer_annual", offer.period == .year ? "" : yearly(offer.annual, offer.currency)),
            ("offer_hourly", offer.period == .hour ? "" : hourly(offer.hourly, offer.currency)),
            ("offer_hours", hours(offer)), ("offer_sponsorship", sponsorship(offer)),
            ("offer_relocation", relocation(offer)),
        ].filter { !$0.1.isEmpty }.map { OfferFact(label: phrases.text($0.0), value: $0.1) }
    }

    func yearly(_ units: Int64?, _ currency: String) -> String { units.map { amount($0, currency, .year) } ?? "" }
    func hourly(_ units: Int64?, _ currency: String) -> String { units.map { amount($0, currency, .hour) } ?? "" }
}

struct OfferFact: MustacheParent, Sendable {
    let label: String
    let value: String

    func child(named name: String) -> Any? {
        switch name {
        case "offerLabel": label
        case "offerValue": value
        default: nil
        }
    }
}
