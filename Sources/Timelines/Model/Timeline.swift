import Core
import Visas

package enum TimelineMark {}
package typealias TimelineID = Identifier<TimelineMark>
package enum TimelineEventMark {}
package typealias TimelineEventID = Identifier<TimelineEventMark>

/// A member's dated events on one application on a pathway.
package struct Timeline: Sendable, Equatable {
    package enum Lane: String, Sendable, Codable, CaseIterable {
        case standard, priority
    }

    package enum Visibility: String, Sendable, Codable, CaseIterable {
        /// Seen by the member, counted nowhere.
        case `private`
        /// Counted in figures.
        case cohortOnly = "cohort-only"
    }

    package enum Ending: String, Sendable, Codable, CaseIterable {
        case approved, refused, withdrawn
    }

    package let id: TimelineID
    package let pathwayID: PathwayID
    /// `nil` for one that is not known any more.
    package var pathway: PathwayRow?
    /// The version of the pathway that was in force when the timeline was begun; `nil` where nobody knows.
    package let pathwayVersion: Int64?
    package let office: String
    package let lane: Lane
    /// ISO 3166-1 alpha-2.
    package let nationality: String?
    package let dependants: Bool?
    package let visibility: Visibility
    package let submittedOn: CivilDay?
    package let endedOn: CivilDay?
    package let ending: Ending?
    package let confirmedOn: CivilDay
    /// Whether the member is asked if an unusual length is right.
    package let isDoubted: Bool
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let revision: Int64
    package var events: [TimelineEvent] = []

    /// The pathway as its authority calls it.
    package var pathwayName: String { pathway?.name ?? pathwayID }

    package var isOpen: Bool { ending == nil }

    /// Days from filing to the end, or to the last day on which the member confirmed to be waiting.
    package var days: Int? { submittedOn.map { (endedOn ?? confirmedOn).days(since: $0) } }

    /// Whether the member should say again that they wait: after 30 days, after 60, and then every 60.
    package func isDue(on today: CivilDay) -> Bool {
        guard isOpen, let submittedOn else { return false }
        let waited = today.days(since: submittedOn)
        guard waited >= 30 else { return false }
        let asked = waited < 60 ? 30 : waited / 60 * 60
        return confirmedOn < submittedOn.adding(asked)
    }

    /// The first day after this one on which somebody who filed then is asked: the 30th of waiting, the 60th, and then
    /// every 60th.
    static func nextQuestion(filed: CivilDay, after day: CivilDay) -> CivilDay {
        let waited = day.days(since: filed)
        return filed.adding(waited < 30 ? 30 : (waited / 60 + 1) * 60)
    }
}

/// Something that happened on a day, or in a month.
package struct TimelineEvent: Sendable, Equatable {
    package enum Precision: String, Sendable, Codable, CaseIterable { case day, month }
    package enum Evidence: String, Sendable, Codable, CaseIterable { case none, screenshot }

    package enum Kind: String, Sendable, Codable, CaseIterable {
        case documentsReady = "documents_ready"
        case hecAttestation = "hec_attestation"
        case appointmentBooked = "appointment_booked"
        case submitted, acknowledged, biometrics, medical
        case additionalDocumentsRequested = "additional_documents_requested"
        case additionalDocumentsSent = "additional_documents_sent"
        case aimaAppointment = "aima_appointment"
        case interview
        case decisionApproved = "decision_approved"
        case decisionRefused = "decision_refused"
        case withdrawn
        case passportReturned = "passport_returned"
        case visaIssued = "visa_issued"
        case protector, departed, arrived
        case residenceCardIssued = "residence_card_issued"

        /// What ends an application.
        var ending: Timeline.Ending? {
            switch self {
            case .decisionApproved: .approved
            case .decisionRefused: .refused
            case .withdrawn: .withdrawn
            default: nil
            }
        }
    }

    package let id: TimelineEventID
    package let kind: Kind
    /// The first of the month where only that is known.
    package let day: CivilDay
    package let precision: Precision
    package let note: String
    package let evidence: Evidence
    package let createdAt: Timestamp

    /// The day that figures count from: of a month its middle.
    var countedDay: CivilDay { precision == .day ? day : day.adding(14) }
    /// The earliest and the latest day on which it can have been.
    var span: ClosedRange<CivilDay> { precision == .day ? day...day : day...day.endOfMonth }
}

extension CivilDay {
    package var endOfMonth: CivilDay {
        let next =
            month == 12 ? CivilDay(year: year + 1, month: 1, day: 1) : CivilDay(year: year, month: month + 1, day: 1)
        return next.adding(-1)
    }

    /// `2026-Q4`.
    package var quarter: String { "\(year)-Q\((month + 2) / 3)" }
}
