import Applications
import Core
import Forum
import Foundation
import Jobs
import Moderation
import Notices
import Opportunities
import Storage
import TestSupport
import Timelines
import Visas

/// A community with a word in each thing that somebody may not see.
struct Canaries: Sendable {
    /// A word and the members who may meet it; the others must not, anywhere.
    struct Word: Sendable {
        let word: String
        let seenBy: Set<String>
    }

    let members: [TestMember]
    /// A token of `stranger` that may read but not sync.
    let reader: Viewer
    let words: [Word]
    let groups: PlantedGroups
    /// Ids, slugs, names and tokens to put into routes, public and private ones.
    let values: [String: [String]]
    /// Scopes that replicas may try to follow.
    let scopes: [String]

    static func plant(in app: TestApp) async throws -> Canaries {
        let open = try await app.category()
        let staffRoom = try await app.services.forum.addCategory(
            slug: "canaryslug", name: "canarycategory", description: "canarydescription", position: 2, audience: .staff)
        var members: [TestMember] = []
        for (name, roles) in [
            ("owner", []), ("stranger", []), ("mentor", [.mentor, .ambassador]), ("banned", []),
            ("former", [.moderator]),
            ("moderator", [.moderator]),
        ] as [(String, Set<Role>)] {
            members.append(try await app.member(name, roles: roles))
        }
        members.append(try await app.member("newcomer", verified: false, joinedAgo: .hours(1)))
        let (owner, moderator) = (members[0], members[5])
        // Everybody hears of everything, so that notices might tell of what is not for them.
        for member in members {
            let watching = LevelDraft(level: "watching")
            _ = try await app.services.forum.setLevel(watching, of: .category(open), as: member.principal)
        }
        for member in members[4...5] {
            let watching = LevelDraft(level: "watching")
            _ = try await app.services.forum.setLevel(watching, of: .category(staffRoom), as: member.principal)
        }
        let threads = try await threads(in: (open, staffRoom), by: owner, moderator, members[4], app)
        for (number, thread) in threads.enumerated() {
            let path = "/t/\(number)"
            try await app.change("INSERT INTO old_address (path, thread_id) VALUES (\(path), \(thread.id))")
        }
        try await secrets(of: owner, app)
        try await judge(threads[0], by: moderator, flaggedBy: members[1], banned: members[3], app)
        try await app.importPathways()
        // Each thread, whoever may see it: the pathway's pages must keep them apart.
        try await app.change("UPDATE forum_thread SET pathway_id = 'de-eu-blue-card'")
        _ = try await app.services.visas.report(
            PathwayReportDraft(
                body: "The canaryvisareport of a fee that went up.", link: "https://www.example.org/fees"),
            of: "de-eu-blue-card", as: owner.principal)
        try await app.importChecklists()
        let checklists = app.services.checklists
        let copy = try await checklists.start(ChecklistDraft(pathwayId: "de-eu-blue-card"), as: owner.principal).page
        try await checklists.setItem(
            "pk-passport", ChecklistItemChange(note: "The canarychecknote of mine."), in: copy.checklist.id,
            as: owner.principal)
        _ = try await checklists.addStep(
            OwnStepDraft(label: "The canaryownstep of mine", stage: "depart"), to: copy.checklist.id,
            as: owner.principal)
        let timeline = try await app.services.timelines.start(
            TimelineDraft(
                pathwayId: "de-eu-blue-card", office: "canaryoffice", filedOn: "2026-09-01", visibility: "cohort-only"),
            as: owner.principal
        ).timeline
        _ = try await app.services.timelines.add(
            TimelineEventDraft(type: "interview", date: "2026-10", note: "The canaryinterview of mine."),
            to: timeline.id, as: owner.principal)
        try await app.services.timelines.makeFigures()
        let jobs = try await jobs(by: owner, judgedBy: moderator, app)
        try await app.change(
            """
            INSERT INTO job_report (job_id, account_id, reason, note, weight, outcome, created_at)
            VALUES (\(jobs[0].id), \(members[1].id), 'scam', 'The canaryjobreport of mine.', 2, 'open', 1)
            """)
        let listings = try await listings(of: owner, ambassador: members[2], app)
        try await mentoring(of: owner, judgedBy: moderator, app)
        let mentorship = try await mentorship(of: owner, with: members[2], app)
        let rounds = try await rounds(mentee: owner, mentor: members[2], app)
        try await messages(of: owner, with: members[2], app)
        // The keys of RFC 8291's example.
        let device = try await app.services.notices.addPushDevice(
            PushSubscriptionDraft(
                endpoint: "https://push.canaryendpoint.page/1",
                p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                auth: "BTBZMqHH6r4Tts7J_aSIgg", device: "canarydevice"), as: owner.principal
        ).device
        let suggestion = try await suggestion(for: owner, by: members[2], in: open, app)
        let unnamed = try await unnamed(in: open, threads[0], flaggedBy: members[1], app)
        let groups = try await groups(
            of: owner, with: members[2], former: members[4], stranger: members[1], in: open, app)
        // What was somebody's is theirs no longer.
        try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(members[3].id)")
        try await app.change("DELETE FROM account_role WHERE account_id = \(members[4].id) AND role = 'moderator'")
        let token = try await app.api(
            .post, "/api/v1/tokens",
            """
            {"email": "stranger@example.org", "password": "\(TestApp.password)", "name": "canaryothertoken",
            "scopes": ["read"], "expiresInDays": 3}
            """)
        var reader = Viewer.nobody
        reader.headers = ["Authorization": "Bearer \(try token.json()["token"] ?? "")"]
        return Canaries(
            members: members, reader: reader, words: words + groupWords + messageWords + unnamed.words, groups: groups,
            values: try await values(
                threads + groups.threads + [unnamed.thread], jobs,
                listings.merging([
                    "mentorship": [mentorship.id.text, device.id.text, suggestion] + rounds + groups.ids
                        + groups.events,
                    "group": groups.ids,
                ]) { $1 },
                owner, app),
            scopes: ["pub", "mod", "group:canary", "c:\(owner.id)", "j:DE", "*", "m:\(mentorship.id)"]
                + members.map { "u:\($0.id)" } + groups.scopes
                + (threads + [unnamed.thread]).map { "t:\($0.id)" }
                + [open, staffRoom].flatMap { ["k:\($0)", "k:\($0):2026-W47"] })
    }

    private static let words: [Word] = [
        Word(word: "canarycategory", seenBy: ["moderator"]), Word(word: "canarydescription", seenBy: ["moderator"]),
        Word(word: "canaryslug", seenBy: ["moderator"]), Word(word: "canarystafftitle", seenBy: ["moderator"]),
        Word(word: "canarystaffbody", seenBy: ["moderator"]), Word(word: "canarystaffanswer", seenBy: ["moderator"]),
        Word(word: "canarystafftag", seenBy: ["moderator"]),
        Word(word: "canaryheldtitle", seenBy: ["owner", "moderator"]),
        Word(word: "canaryheldbody", seenBy: ["owner", "moderator"]),
        Word(word: "canaryhiddentitle", seenBy: ["owner", "moderator"]),
        Word(word: "canarypollquestion", seenBy: ["owner", "moderator"]),
        Word(word: "canarypolloption", seenBy: ["owner", "moderator"]),
        Word(word: "canarysuggested", seenBy: ["owner", "mentor", "moderator"]),
        Word(word: "canarywhysuggested", seenBy: ["owner", "mentor", "moderator"]),
        Word(word: "canaryheldanswer", seenBy: ["owner", "moderator"]),
        Word(word: "canaryhiddenanswer", seenBy: ["owner", "moderator"]),
        Word(word: "canarydeletedanswer", seenBy: []), Word(word: "canarydeletedtitle", seenBy: []),
        Word(word: "canaryoldtext", seenBy: []), Word(word: "canaryhiddenreply", seenBy: ["owner", "moderator"]),
        Word(word: "owner@example.org", seenBy: ["owner"]),
        Word(word: #""returned" selected"#, seenBy: ["owner"]), Word(word: #""stage":"returned""#, seenBy: ["owner"]),
        Word(word: "canaryagent", seenBy: ["owner"]), Word(word: "canarytoken", seenBy: ["owner"]),
        Word(word: "canarysubject", seenBy: []), Word(word: "canaryletter", seenBy: []),
        Word(word: "canarypasswordhash", seenBy: []), Word(word: "canaryformresult", seenBy: []),
        Word(word: "canarysecret", seenBy: []), Word(word: "canaryendpoint", seenBy: []),
        Word(word: "canarydevice", seenBy: ["owner"]),
        Word(word: "canaryheldjob", seenBy: ["owner", "moderator"]),
        Word(word: "canarydraftjob", seenBy: ["owner"]), Word(word: "canaryevidence", seenBy: ["moderator"]),
        Word(word: "canaryjobproof", seenBy: ["moderator"]),
        Word(word: "canaryjobreport", seenBy: ["stranger", "moderator"]),
        Word(word: "canarysearch", seenBy: ["owner"]), Word(word: "canarycandidate", seenBy: ["moderator"]),
        Word(word: "canaryflagnote", seenBy: ["stranger", "moderator"]),
        Word(word: "canarystaffnote", seenBy: ["moderator"]),
        Word(word: "canaryvisareport", seenBy: ["owner", "moderator"]),
        Word(word: "canarychecknote", seenBy: ["owner"]), Word(word: "canaryownstep", seenBy: ["owner"]),
        Word(word: "canaryoffice", seenBy: ["owner"]), Word(word: "canaryinterview", seenBy: ["owner"]),
        Word(word: "canaryapplied", seenBy: ["owner"]), Word(word: "canaryinterested", seenBy: ["owner", "mentor"]),
        Word(word: "canaryheadline", seenBy: ["owner", "mentor"]),
        Word(word: "canaryemployer", seenBy: ["owner"]), Word(word: "canarygoal", seenBy: ["owner", "mentor"]),
        Word(word: "canaryround", seenBy: ["moderator"]), Word(word: "canarysalt", seenBy: []),
        Word(word: "canaryavoided", seenBy: ["owner"]), Word(word: "canaryanswer to", seenBy: ["owner"]),
        Word(word: "canarymentorgoal", seenBy: ["owner", "mentor"]),
        Word(word: "canarymentorwords", seenBy: ["owner", "mentor"]),
        Word(word: "canaryreportword", seenBy: ["owner", "moderator"]),
        Word(word: "canarymeetingplace", seenBy: ["owner", "mentor"]),
        Word(word: "canarygroupplace", seenBy: ["owner", "mentor"]),
        Word(word: "canaryinvitation", seenBy: ["owner", "mentor"]),
        Word(word: "canaryfeedback", seenBy: ["owner"]), Word(word: "canarynoteofmine", seenBy: ["owner"]),
        Word(word: "canarysharedgoal", seenBy: ["owner", "mentor"]),
        Word(word: "canarysuspensionreason", seenBy: ["banned", "moderator"]),
        Word(word: "canaryappeal", seenBy: ["banned", "moderator"]),
    ]

    private static func threads(
        in categories: (open: CategoryID, staff: CategoryID), by owner: TestMember, _ moderator: TestMember,
        _ former: TestMember, _ app: TestApp
    ) async throws -> [ForumThread] {
        let shown = try await app.question("A question for everybody", in: categories.open, by: owner, tags: ["visa"])
        let staffs = try await app.question(
            "The canarystafftitle of the staff", in: categories.staff, by: former,
            body: "The canarystaffbody of it all.",
            tags: ["canarystafftag"])
        _ = try await app.answer(staffs, by: moderator, body: "The canarystaffanswer to it all.")
        let held = try await app.question(
            "The canaryheldtitle of mine", in: categories.open, by: owner, body: "The canaryheldbody of mine.")
        let hidden = try await app.services.forum.startThread(
            ThreadDraft(
                categoryId: categories.open.text, kind: "question", title: "The canaryhiddentitle of mine",
                body: "I have a BSc from Lahore and an offer from Berlin.", tags: [],
                poll: PollDraft(
                    question: "The canarypollquestion of mine", options: ["canarypolloption", "Another"],
                    isMultiple: true, closesOn: "2026-12-20", showsResults: "afterVoting")), as: owner.principal
        ).thread
        let deleted = try await app.question("The canarydeletedtitle of mine", in: categories.open, by: owner)
        for (thread, state) in [(held, PostState.held), (hidden, .hidden), (deleted, .deleted)] {
            try await app.setState(state, ofThread: thread.id)
        }
        for state in [PostState.held, .hidden, .deleted] {
            let answer = try await app.answer(shown, by: owner, body: "The canary\(state.rawValue)answer of mine.")
            try await app.setState(state, ofPost: answer.id)
        }
        let edited = try await app.answer(shown, by: owner, body: "The canaryoldtext of mine.")
        app.clock.advance(.minutes(10))
        _ = try await app.services.forum.edit(
            PostChange(body: "What it says by now, for everybody.", baseRev: 1), of: edited.id, as: owner.principal)
        try await app.services.forum.removeRevision(1, of: edited.id, as: owner.principal)
        let reply = try await app.answer(shown, by: owner, body: "The canaryhiddenreply of mine.")
        try await app.setState(.hidden, ofPost: reply.id)
        _ = try await app.services.forum.accept(edited.id, in: shown.id, as: owner.principal)
        return [shown, staffs, held, hidden, deleted]
    }

    /// A new text for a guide that waits for its author.
    private static func suggestion(
        for owner: TestMember, by member: TestMember, in category: CategoryID, _ app: TestApp
    ) async throws -> String {
        let guide = try await app.question(
            "A guide for everybody who reads", in: category, by: owner, kind: "guide")
        return try await app.services.forum.suggest(
            SuggestionDraft(
                body: "The canarysuggested words of somebody else.", note: "A canarywhysuggested.", baseRev: 1),
            for: guide.openingPostID, as: member.principal
        ).id.text
    }

    /// Flags with notes, a decision, a suspension and an appeal.
    private static func judge(
        _ thread: ForumThread, by moderator: TestMember, flaggedBy reporter: TestMember, banned: TestMember,
        _ app: TestApp
    ) async throws {
        let moderation = app.services.moderation
        let judged = try await app.answer(thread, by: banned, body: "An answer that is judged and stays.")
        for post in [judged.id, thread.openingPostID] {
            let draft = FlagDraft(
                targetType: "post", targetId: post, reason: "spam", note: "The canaryflagnote of a reporter.")
            _ = try await moderation.flag(draft, as: reporter.principal)
        }
        let queue = try await moderation.queue(as: moderator.principal).items
        guard let item = queue.first(where: { $0.item.postID == judged.id })?.item else { return }
        _ = try await moderation.decide(
            DecisionDraft(decision: "reject", note: "The canarystaffnote of it."), on: item.id,
            as: moderator.principal)
        try await moderation.suspend(
            "banned", SuspensionDraft(days: 30, reason: "The canarysuspensionreason for you."), as: moderator.principal)
        try await moderation.appealSuspension(
            AppealDraft(text: "The canaryappeal of somebody who was suspended."), as: banned.principal)
    }

    /// A job that waits for a moderator, a draft of one, and why an employer was verified.
    private static func jobs(by owner: TestMember, judgedBy moderator: TestMember, _ app: TestApp) async throws -> [Job]
    {
        guard case .member(var principal) = owner.principal else { return [] }
        principal.trust = .regular
        var draft = JobDraft()
        (draft.employerName, draft.country, draft.applyURL) = ("Gleis GmbH", "DE", "https://gleis.example/1")
        draft.title = "The canaryheldjob of mine"
        draft.body =
            "Candidates must pay for the visa. " + String(repeating: "We build planning for trains. ", count: 3)
        let held = try await app.services.jobs.post(draft, as: .member(principal)).job
        (draft.title, draft.applyURL, draft.isDraft) = ("The canarydraftjob of mine", "https://gleis.example/2", true)
        let begun = try await app.services.jobs.post(draft, as: .member(principal)).job
        _ = try await app.services.jobs.decide(
            EmployerDecision(state: "verified", evidence: "The canaryevidence of a register."),
            onEmployer: held.employer.slug, as: moderator.principal)
        _ = try await app.services.jobs.addSpeaker(
            SpeakerDraft(proof: "The canaryjobproof of a letter."), named: "owner", to: held.employer.slug,
            as: moderator.principal)
        let list = """
            "Organisation Name","Town/City","County","Type & Rating","Route"
            "Gleis Ltd","canarycandidate","","Worker (A rating)","Skilled Worker"
            """
        _ = try await app.services.jobs.importRegister(.britain, Data(list.utf8), skippingBroken: false)
        (draft.employerName, draft.country, draft.city) = ("Gleis Ltd", "GB", "York")
        draft.applyURL = "https://gleis.example/3"
        _ = try await app.services.jobs.post(draft, as: .member(principal))
        var search = SavedSearchDraft()
        search.skill = "canarysearch"
        _ = try await app.services.jobs.saveSearch(search, as: .member(principal))
        return [held, begun]
    }

    /// An application, interest in what an ambassador offers, and an entry of the talent directory.
    private static func listings(
        of owner: TestMember, ambassador: TestMember, _ app: TestApp
    ) async throws -> [String: [String]] {
        var draft = ApplicationDraft()
        (draft.employerName, draft.title, draft.notes) = ("Acme", "Tester", "The canaryapplied words of mine.")
        let application = try await app.services.applications.start(draft, as: owner.principal).application
        var door = OpportunityDraft()
        (door.kind, door.title, door.destination) = ("referral", "Referral for backend developers", "DE")
        door.body = "Our team looks for people who write Swift."
        let opportunity = try await app.services.opportunities.post(door, as: ambassador.principal).opportunity
        let interest = try await app.services.opportunities.showInterest(
            InterestDraft(note: "The canaryinterested words of mine."), in: opportunity.id, as: owner.principal)
        var entry = TalentDraft()
        (entry.headline, entry.destinations, entry.reason) = ("The canaryheadline of mine", ["DE"], "relocating")
        let listed = try await app.services.talent.list(entry, as: owner.principal)
        return [
            "id": [application.id.text, opportunity.id.text, listed.id.text], "interest": [interest.id.text],
        ]
    }

    private static func secrets(of owner: TestMember, _ app: TestApp) async throws {
        for statement: Query in [
            "UPDATE account SET stage = 'returned' WHERE id = \(owner.id)",
            "UPDATE account SET password_hash = 'canarypasswordhash' WHERE id = \(owner.id)",
            "UPDATE session SET user_agent = 'canaryagent' WHERE account_id = \(owner.id)",
            "UPDATE api_token SET name = 'canarytoken' WHERE account_id = \(owner.id)",
            """
            INSERT INTO mail_message (id, to_address, subject, body, language, created_at, next_attempt_at)
            VALUES ('m', 'owner@example.org', 'canarysubject', 'canaryletter', 'en', 1, 1)
            """,
            """
            INSERT INTO submitted_form (account_id, form_id, content_hash, result, created_at)
            VALUES (\(owner.id), 'f', 'h', 'canaryformresult', 1)
            """,
            "INSERT INTO site_secret (name, value) VALUES ('canary', 'canarysecret')",
        ] { try await app.change(statement) }
    }

    private static func values(
        _ threads: [ForumThread], _ jobs: [Job], _ listings: [String: [String]], _ owner: TestMember, _ app: TestApp
    ) async throws -> [String: [String]] {
        let posts = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM forum_post ORDER BY id") { $0.text(0) }
        }
        let tokens = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM api_token ORDER BY id") { $0.text(0) }
        }
        let notices = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM notification ORDER BY id LIMIT 3") { $0.text(0) }
        }
        let items = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM review_item ORDER BY id") { $0.text(0) }
        }
        let reports = try await app.services.store.read { transaction in
            try transaction.rows(
                "SELECT id FROM pathway_report UNION ALL SELECT id FROM checklist UNION ALL SELECT id FROM saved_search"
            ) { $0.text(0) }
        }
        let steps = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM checklist_own_step") { $0.text(0) }
        }
        let timelines = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM timeline ORDER BY id") { $0.text(0) }
        }
        let meetings = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM meeting ORDER BY id LIMIT 1") { $0.text(0) }
        }
        let (conversations, messages) = try await messageValues(app)
        let offices = try await app.services.store.read { transaction in
            try transaction.rows("SELECT id FROM office_hour UNION SELECT id FROM mentorship_invitation") { row in
                [row.text(0), "\(row.text(0)).ics"]
            }.flatMap { $0 }
        }
        return [
            "country": ["de"], "item": ["pk-passport"] + steps, "itemId": ["pk-passport"] + steps,
            "id": threads.map(\.id.text) + jobs.map(\.id.text) + posts + tokens + items + notices + reports
                + timelines + conversations + meetings + meetings.map { "\($0).ics" } + offices
                + (listings["id"] ?? [])
                + (listings["mentorship"] ?? []) + [owner.id.text],
            "goal": ["0199f4b0-0000-7000-8000-0000000000d2"], "note": ["0199f4b0-0000-7000-8000-0000000000d3"],
            "message": messages, "interest": listings["interest"] ?? [],
            "offer": ["0199f4b0-0000-7000-8000-0000000000c1"],
            "username": ["owner", "former", "banned", "nobody-here"], "tag": ["visa", "canarystafftag"],
            "token": ["made-up"], "list": ["new.atom", "active.atom"],
            "slug": ["germany", "canaryslug", "eu-blue-card", "gleis-gmbh-de", "gleis-ltd-gb"] + threads.map(\.slug)
                + jobs.map(\.slug) + (listings["group"] ?? []),
        ]
    }
}
