import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// The reader's invitations, on either side, and whether mentors may find them.
struct InvitationListPage: Page {
    static let template = "invitation_list"
    let found: Paged<Invitation>
    let isFindable: Bool
    let isFirst: Bool
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "isFindable": isFindable
        case "isEmpty": found.items.isEmpty
        case "invitations": found.items.compactMap { InvitationRow(invitation: $0, visit: visit) }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "nextMentors": problem?.arguments["next"].map { [$0] } ?? []
        case "pager": Pager("/mentoring/invitations", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// An invitation, and what the reader may do.
struct InvitationRow: MustacheParent {
    let invitation: Invitation
    let side: MentorshipSide
    let visit: Visit

    init?(invitation: Invitation, visit: Visit) {
        guard let side = visit.principal.member.flatMap({ invitation.side(of: $0.id) }) else { return nil }
        (self.invitation, self.side, self.visit) = (invitation, side, visit)
    }

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "otherName": MentorshipWords.name(invitation.name(of: side.other), phrases)
        case "otherPath":
            side == .mentee ? "/mentors/\(invitation.mentor.username)" : "/members/\(invitation.mentee.username)"
        case "roleText": phrases.text("invitation_as_\(side.rawValue)")
        case "trackText": phrases.text("mentorship_track_\(invitation.track.rawValue)")
        case "stateText": phrases.text("invitation_state_\(invitation.state.rawValue)")
        case "isOpenInvitation": invitation.state == .open
        case "messageText": invitation.message
        case "deadlineMoment": Moment(invitation.deadlineAt, visit)
        case "created": Moment(invitation.createdAt, visit)
        case "stepPath": "/mentoring/invitations/\(invitation.id)/steps"
        case "mentorshipPaths": invitation.mentorship.map { ["/mentoring/mentorships/\($0)"] } ?? []
        case "invitationSteps":
            invitation.steps(of: side, at: visit.now).map { InvitationStep(event: $0, phrases: phrases) }
        default: nil
        }
    }
}

private struct InvitationStep: MustacheParent {
    let event: InvitationEvent
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "stepName": event.rawValue
        case "stepLabel": phrases.text("invitation_step_\(event.rawValue)")
        case "isMainStep": event == .accept
        default: nil
        }
    }
}

/// Mentees who may be found and fit the mentor who reads.
struct FindableMenteesPage: Page {
    static let template = "findable_mentees"
    let found: Paged<FoundMentee>
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "mentees": found.items.map { FoundMenteeRow(mentee: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("/mentoring/mentees", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// What a mentee looks for.
struct FoundMenteeRow: MustacheParent {
    let mentee: FoundMentee
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "menteeName": MentorshipWords.name(mentee.member, visit.phrases)
        case "menteePath": "/members/\(mentee.member.username)"
        case "goalText": mentee.content.goal
        case "topicTexts": mentee.content.topics.map { MentoringWords.topic($0, visit.phrases) }
        case "placeTexts":
            mentee.content.destinations.map {
                MentoringWords.list(
                    [Names.country($0.country, visit.language), $0.city].filter { !$0.isEmpty }, visit.language)
            }
        case "languagesText": MentoringWords.languages(mentee.content.languages, visit)
        case "invitePath": "/mentoring/invitations/new?mentee=\(Links.escaped(mentee.member.username))"
        default: nil
        }
    }
}

/// The form by which a mentee is invited.
struct InvitationFormPage: Page {
    static let template = "invitation_form"
    let mentee: FoundMentee
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "shownMentee": FoundMenteeRow(mentee: mentee, visit: visit)
        case "menteeUsername": mentee.member.username
        case "formID": "invitation-\(mentee.member.id)"
        case "track": track
        case "messageField":
            Field(
                "message", key: "invitation_message", value: form?["message"] ?? "", problem: problem,
                phrases: phrases
            ).with { ($0.autocomplete, $0.rows) = ("off", 6) }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: labels)
        default: nil
        }
    }

    private var labels: [String: String] {
        MentoringWords.labels("invitation", InvitationDraft.CodingKeys.self, phrases)
    }

    private var track: Field {
        Field(
            "track", key: "mentorship_track", value: form?["track"] ?? MentorshipTrack.career.rawValue,
            problem: problem, phrases: phrases
        ).with { field in
            let chosen = field.value
            field.options = MentorshipTrack.allCases.map { track in
                .init(
                    track.rawValue, phrases.text("mentorship_track_\(track.rawValue)"),
                    isSelected: track.rawValue == chosen)
            }
        }
    }
}
