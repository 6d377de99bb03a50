import Core

/// An opportunity as the API shows it.
package struct OpportunityRecord: Codable, Sendable {
    package let id: OpportunityID
    package let poster: PublicName
    package let state: OpportunityState
    package let kind: OpportunityKind
    package let title: String
    package let body: String
    package let html: String
    /// ISO 3166-1 alpha-2.
    package let destination: String
    package let seats: Int
    package let outcome: OpportunityOutcome?
    package let postedAt: Timestamp
    package let expiresAt: Timestamp
    package let updatedAt: Timestamp
    package let revision: Int64

    package init(_ opportunity: Opportunity) {
        let content = opportunity.content
        id = opportunity.id
        poster = opportunity.poster
        state = opportunity.state
        kind = content.kind
        title = content.title
        body = content.body
        html = opportunity.html
        destination = content.destination
        seats = content.seats
        outcome = opportunity.outcome
        postedAt = opportunity.postedAt
        expiresAt = opportunity.expiresAt
        updatedAt = opportunity.updatedAt
        revision = opportunity.revision
    }
}

/// A member's interest as the two whom it concerns get it.
package struct InterestRecord: Codable, Sendable {
    package let id: InterestID
    package let opportunityId: OpportunityID
    package let member: PublicName
    package let note: String
    /// Empty before it is answered.
    package let reply: String
    package let repliedAt: Timestamp?
    package let createdAt: Timestamp

    package init(_ interest: Interest) {
        id = interest.id
        opportunityId = interest.opportunity
        member = interest.member
        note = interest.note
        reply = interest.reply
        repliedAt = interest.repliedAt
        createdAt = interest.createdAt
    }
}

/// An entry of the talent directory as the API shows it.
package struct TalentRecord: Codable, Sendable {
    package let id: TalentID
    /// In lists absent: who asks for one entry is told, and its member learns of it.
    package let member: PublicName?
    package let state: TalentState
    package let headline: String
    package let skills: [String]
    package let destinations: [String]
    package let noticeWeeks: Int
    package let reason: TalentReason
    package let listedAt: Timestamp
    package let expiresAt: Timestamp
    package let revision: Int64

    /// - Parameter isNamed: whether its member is told.
    package init(_ entry: TalentEntry, isNamed: Bool) {
        let content = entry.content
        id = entry.id
        member = isNamed ? entry.member : nil
        state = entry.state
        headline = content.headline
        skills = content.skills
        destinations = content.destinations
        noticeWeeks = content.noticeWeeks
        reason = content.reason
        listedAt = entry.listedAt
        expiresAt = entry.expiresAt
        revision = entry.revision
    }
}

/// Who looked at one's entry, on which day.
package struct TalentLookRecord: Codable, Sendable {
    package let viewer: PublicName
    package let on: CivilDay

    package init(_ look: TalentLook) {
        viewer = look.viewer
        on = look.on
    }
}
