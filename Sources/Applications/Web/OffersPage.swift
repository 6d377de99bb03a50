import Applications
import Core
import Jobs
import Mustache
import Texts
import WebSupport

/// Offers side by side.
struct OffersPage: Page {
    static let template = "application_offers"
    let comparison: OfferComparison
    var problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }
    private var words: OfferWords { OfferWords(visit) }

    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": comparison.columns.isEmpty
        case "isCompared": !comparison.columns.isEmpty
        case "offerColumns": comparison.columns.map { OfferColumn(application: $0.application) }
        case "offerRows": rows
        case "currency": currencyChoice
        case "rateTexts": rateText.map { [$0] } ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private var currencyChoice: Field {
        Field("currency", key: "offers_currency", value: "", problem: problem, phrases: phrases).with {
            $0.options = Currency.codes.sorted().map { .init($0, $0, isSelected: $0 == comparison.currency) }
        }
    }

    /// How amounts of other currencies were converted.
    private var rateText: String? {
        let isMixed = comparison.columns.contains { $0.offer.currency != comparison.currency }
        guard isMixed else { return nil }
        return comparison.day.isEmpty
            ? phrases.text("offers_no_rates") : phrases.text("offers_rates_of", ["day": comparison.day])
    }

    private var rows: [OfferRow] {
        let currency = comparison.currency
        var rows: [(String, (OfferComparison.Column) -> String)] = [
            ("offer_gross", { words.gross($0.offer) }),
            ("offer_annual", { words.yearly($0.offer.annual, $0.offer.currency) }),
            ("offer_hourly", { words.hourly($0.offer.hourly, $0.offer.currency) }),
        ]
        if comparison.columns.contains(where: { $0.offer.currency != currency }) {
            rows += [
                ("offer_annual_converted", { words.yearly($0.annual, currency) }),
                ("offer_hourly_converted", { words.hourly($0.hourly, currency) }),
            ]
        }
        rows += [
            ("offer_hours", { words.hours($0.offer) }), ("offer_sponsorship", { words.sponsorship($0.offer) }),
            ("offer_relocation", { words.relocation($0.offer) }),
            ("offer_stage", { phrases.text("application_stage_\($0.application.stage.rawValue)") }),
        ]
        return rows.map { key, value in
            OfferRow(label: phrases.text(key), cells: comparison.columns.map { OfferCell(text: value($0)) })
        }
    }
}

private struct OfferColumn: MustacheParent {
    let application: JobApplication

    func child(named name: String) -> Any? {
        switch name {
        case "offerPath": application.path
        case "offerTitle": application.content.title
        case "offerEmployer": application.content.employerName
        default: nil
        }
    }
}

private struct OfferRow: MustacheParent {
    let label: String
    let cells: [OfferCell]

    func child(named name: String) -> Any? {
        switch name {
        case "rowLabel": label
        case "offerCells": cells
        default: nil
        }
    }
}

private struct OfferCell: MustacheParent {
    let text: String

    func child(named name: String) -> Any? {
        switch name {
        case "cellText": text
        case "isUntold": text.isEmpty
        default: nil
        }
    }
}
