import Forum
import Foundation
import Jobs
import Moderation
import TestSupport
import Testing
import Timelines

/// What stands in a template's double braces.
private func tags(_ template: String) -> Set<String> { Project.matches(#"\{\{([^{}]*)\}\}"#, in: template) }

/// Names that a template asks its page for.
private func names(_ template: String) -> Set<String> {
    Set(
        tags(template).filter { !["<", "$", ">", "!"].contains($0.prefix(1)) }
            .map { String($0.drop { "#^/&{".contains($0) }) }
            .filter { $0 != "." && !$0.hasPrefix("t.") && !$0.isEmpty })
}

@Suite("Templates")
struct TemplateTests {
    private static let blocks: Set<String> = ["title", "main", "layout"]

    /// Names that some struct answers for.
    private static let answered = Project.matches(#"case \(?"([A-Za-z]+)""#, in: Project.swift)
        .union(Project.matches(#", "([A-Za-z]+)":"#, in: Project.swift))
        .union(Project.matches(#"name == "([A-Za-z]+)""#, in: Project.swift))

    @Test func onlyRenderedMarkdownIsNotEscaped() {
        var found: Set<String> = []
        for (name, text) in Project.templates {
            found.formUnion(Project.matches(#"\{\{\{([^{}]*)\}\}\}"#, in: text))
            #expect(!text.contains("{{&"), "\(name)")
        }
        #expect(found == ["bodyHTML", "postingJSON", "previewHTML"])
    }

    @Test func everyNameInATemplateIsAnsweredByAPage() {
        for (template, text) in Project.templates {
            for name in names(text).subtracting(Self.blocks) {
                #expect(Self.answered.contains(name), "\(template): \(name)")
            }
        }
    }

    @Test func everyPartialAndFrameIsATemplate() {
        for (template, text) in Project.templates {
            for tag in tags(text) where tag.hasPrefix(">") || tag.hasPrefix("<") {
                let name = tag.dropFirst().trimmingCharacters(in: .whitespaces)
                #expect(Project.templates[name] != nil, "\(template): \(name)")
            }
        }
    }

    @Test func everyTemplateIsNamedByAPageOrAnother() {
        let pages = Project.matches(#"template = "([a-z_]+)""#, in: Project.swift)
        let included = Project.templates.values.reduce(into: Set<String>()) { found, text in
            found.formUnion(
                tags(text).filter { [">", "<"].contains($0.prefix(1)) }.map {
                    String($0.dropFirst()).trimmingCharacters(in: .whitespaces)
                })
        }
        #expect(Set(Project.templates.keys) == pages.union(included))
    }
}

@Suite("Pages, rendered in both languages")
struct RenderedPageTests {
    /// How each template with a frame is reached.
    private static func pages(_ app: TestApp, _ member: TestMember) async throws -> [String: Answer] {
        let category = try await app.category()
        let thread = try await app.question(in: category, by: member, tags: ["visa"])
        let answer = try await app.answer(thread, by: member)
        _ = try await app.services.forum.accept(answer.id, in: thread.id, as: member.principal)
        app.clock.advance(.days(3))
        _ = try await app.question("A question that waits", in: category, by: member)
        app.clock.advance(.days(2))
        try await app.services.accounts.signUp(
            .init(
                email: "new@example.org", username: "newcomer", displayName: nil, password: TestApp.password,
                locale: "en"))
        let letter = try #require(try await app.letters().first { $0.to == "new@example.org" })
        let token = try #require(letter.body.firstMatch(of: /\/verify\/([A-Za-z0-9_-]+)/)).output.1
        let notices = app.services.notices
        let stop = String(notices.stopAddress(.digest, of: member.id).dropFirst(notices.siteAddress.count))
        try await app.importPathways()
        var pages: [String: Answer] = [:]
        for (template, path) in [
            "home": "/", "help": "/help", "help_sync": "/help/sync", "account_member": "/members/asker",
            "account_display": "/settings/display",
            "account_profile": "/settings/profile", "account_tokens": "/settings/tokens", "forum_threads": "/threads",
            "forum_categories": "/categories", "forum_thread": thread.path, "forum_new_thread": "/threads/new",
            "forum_edit_post": "/posts/\(thread.openingPostID)/edit", "problem": "/nowhere",
            "forum_edit_thread": "/threads/\(thread.id)/edit", "forum_delete": "/posts/\(answer.id)/delete",
            "forum_deleted": "/deleted", "forum_history": "/posts/\(answer.id)/history", "forum_drafts": "/drafts",
            "forum_bookmarks": "/bookmarks", "forum_search": "/search?q=papers",
            "forum_level": "/threads/\(thread.id)/level",
            "notice_list": "/notifications", "notice_settings": "/settings/notifications",
            "notice_unsubscribe": stop, "notice_push": "/settings/push",
            "account_security": "/settings/security",
            "account_data": "/settings/data", "account_blocks": "/settings/blocks", "privacy": "/privacy",
            "account_username": "/settings/username", "account_email": "/settings/email",
            "account_second_step": "/settings/totp", "device": "/device", "points_list": "/calculators",
            "points_system": "/calculators/uk-skilled-worker-70", "insight": "/insight",
            "skill_list": "/insight/skills", "skills": "/insight/skills/de", "corridors": "/insight/corridors",
            "processing_list": "/processing-times", "processing_times": "/processing-times/de-eu-blue-card",
            "timeline_list": "/timelines", "timeline_form": "/timelines/new",
        ] { pages[template] = try await app.get(path, as: member.browser) }
        let guide = try await app.question(
            "A guide of somebody else", in: category, by: try await app.member("guide-author"), kind: "guide")
        pages["forum_suggest"] = try await app.get("/posts/\(guide.openingPostID)/suggest", as: member.browser)
        pages.merge(try await moderationPages(app, member, thread)) { $1 }
        pages.merge(try await visaPages(app, member)) { $1 }
        let timeline = try await app.services.timelines.start(
            TimelineDraft(pathwayId: "de-eu-blue-card", filedOn: "2026-09-01"), as: member.principal
        ).timeline
        pages["timeline"] = try await app.get("/timelines/\(timeline.id)", as: member.browser)
        pages.merge(try await jobPages(app)) { $1 }
        pages.merge(try await ListingPages.pages(app)) { $1 }
        pages.merge(try await MentoringPages.pages(app)) { $1 }
        pages.merge(try await MentorshipTemplates.pages(app)) { $1 }
        pages.merge(try await MessageTemplates.pages(app)) { $1 }
        pages.merge(try await RoundTemplates.pages(app)) { $1 }
        pages.merge(try await GroupTemplates.pages(app)) { $1 }
        try await app.services.accounts.requestReset(email: "asker@example.org")
        let reset = try #require(try await app.letters().last { $0.to == "asker@example.org" })
        let resetToken = try #require(reset.body.firstMatch(of: /\/reset\/([A-Za-z0-9_-]+)/)).output.1
        pages["account_reset"] = try await app.get("/reset")
        pages["account_new_password"] = try await app.get("/reset/\(resetToken)")
        pages["account_sign_in"] = try await app.get("/sign-in")
        pages["account_sign_up"] = try await app.get("/sign-up")
        pages["account_verify"] = try await app.get("/verify/\(token)")
        pages["account_check_mail"] = try await app.submit(
            "/sign-up",
            ["email": "other@example.org", "username": "other", "displayName": "Other", "password": TestApp.password])
        try await addSecondStep(app, member, to: &pages)
        pages["signed_out"] = try await app.submit("/threads/new", ["body": "Words that must stay."])
        pages["home, signed out"] = try await app.get("/")
        pages["refused"] = try await app.submit("/threads/new", ["title": "x"], as: member.browser)
        return pages
    }

    /// The member, a moderator by then, has flagged a helper's answer and lost a post of theirs.
    private static func moderationPages(
        _ app: TestApp, _ member: TestMember, _ thread: ForumThread
    ) async throws -> [String: Answer] {
        let helper = try await app.member("helper")
        let answer = try await app.answer(thread, by: helper)
        let moderator = try await app.member("moderator", roles: [.moderator])
        let others = try await app.answer(thread, by: moderator)
        let moderation = app.services.moderation
        for (post, reporter) in [(answer.id, member), (thread.openingPostID, helper)] {
            let draft = FlagDraft(targetType: "post", targetId: post, reason: "spam", note: "A note.")
            _ = try await moderation.flag(draft, as: reporter.principal)
        }
        let queue = try await moderation.queue(as: moderator.principal).items
        let own = try #require(queue.first { $0.item.authorID == member.id })
        let other = try #require(queue.first { $0.item.authorID == helper.id })
        _ = try await moderation.decide(DecisionDraft(decision: "hide"), on: own.item.id, as: moderator.principal)
        try await app.change(
            "INSERT INTO account_role (account_id, role, granted_at) VALUES (\(member.id), 'moderator', 1)")
        try await moderation.suspend(
            "helper", SuspensionDraft(days: 3, reason: "You asked for money."), as: moderator.principal)
        var pages: [String: Answer] = [:]
        for (template, path) in [
            "moderation_flag": "/posts/\(others.id)/flag",
            "moderation_flags": "/flags", "moderation_standing": "/standing", "moderation_queue": "/moderation",
            "moderation_appeal": "/standing/\(own.item.id)/appeal", "moderation_audit": "/moderation/audit",
            "forum_tag_care": "/moderation/tags", "forum_suggestions": "/moderation/suggestions",
            "moderation_patterns": "/moderation/patterns",
            "moderation_item": "/moderation/items/\(other.item.id)", "moderation_log": "/moderation-log",
            "moderation_out": "/out?to=https%3A%2F%2Fexample.org",
            "moderation_member": "/moderation/members/helper",
        ] { pages[template] = try await app.get(path, as: member.browser) }
        return pages
    }

    /// The member, a moderator by then, looks after the pathways.
    private static func visaPages(_ app: TestApp, _ member: TestMember) async throws -> [String: Answer] {
        try await app.importPathways()
        try await app.importChecklists()
        let card = "/visas/de/eu-blue-card"
        _ = try await app.api(
            .post, "/api/v1/pathways/de-eu-blue-card/edits",
            """
            {"field": "fee", "value": "80 EUR: visa", "sourceURL": "https://www.example.org/fees", "asOf": "2026-11-20"}
            """, as: member.program)
        _ = try await app.api(
            .post, "/api/v1/pathways/de-eu-blue-card/reports",
            #"{"body": "The fee went up this month.", "link": "https://www.example.org/fees"}"#, as: member.program)
        var pages = ["checklist_template": try await app.get("\(card)/checklist", as: member.browser)]
        _ = try await app.submit("\(card)/checklist", ["targetDate": "2026-12-24"], as: member.browser)
        let step = try await app.submit(
            "\(card)/checklist-add", ["label": "Sell the car", "stage": "depart", "leadTimeDays": "14"],
            as: member.browser)
        let stepID = step.header("Location")?.split(separator: "#step-").last.map(String.init) ?? ""
        for (template, path) in [
            "checklist_own": "\(card)/checklist", "checklist_item": "\(card)/checklist/pk-passport",
            "checklist_add": "\(card)/checklist-add", "checklist_step_remove": "\(card)/checklist/\(stepID)/remove",
            "checklist_remove": "\(card)/checklist-remove", "checklist_list": "/checklists",
            "visa_list": "/visas", "visa_pathway": card, "visa_history": "\(card)/history",
            "visa_compare": "/visas/compare?pathway=de-eu-blue-card&pathway=nl-eu-blue-card",
            "visa_report": "\(card)/report", "visa_edit_choice": "\(card)/edit",
            "visa_edit": "\(card)/edit?field=salaryThreshold", "visa_queue": "/moderation/visas",
        ] { pages[template] = try await app.get(path, as: member.browser) }
        return pages
    }

    /// A job that is open, and one that waits for a moderator; in the language of the others.
    private static func jobPages(_ app: TestApp) async throws -> [String: Answer] {
        let poster = try await app.member("firm", roles: [.employer])
        let moderator = try await app.member("judge", roles: [.moderator])
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        var draft = JobDraft()
        (draft.employerName, draft.title, draft.country) = ("Gleis GmbH", "Backend developer", "DE")
        draft.body = String(repeating: "We build route planning for freight trains. ", count: 3)
        (draft.applyURL, draft.skills, draft.weeklyHours) = ("https://gleis.example/1", ["swift"], 37.5)
        (draft.salaryMin, draft.salaryMax, draft.currency, draft.period) = ("50000", "60000.5", "EUR", "year")
        let job = try await app.services.jobs.post(draft, as: poster.principal).job
        try await app.services.jobs.setSaved(true, job.id, as: poster.principal)
        var search = SavedSearchDraft()
        (search.country, search.skill) = ("DE", "swift")
        _ = try await app.services.jobs.saveSearch(search, as: poster.principal)
        (draft.applyURL, draft.title) = ("https://gleis.example/2", "Frontend developer")
        draft.body = "Candidates must pay for the visa." + (draft.body ?? "")
        _ = try await app.services.jobs.post(draft, as: poster.principal)
        var pages = ["job_held": try await app.get("/moderation/jobs", as: moderator.browser)]
        pages["sponsor_candidates"] = try await registerPage(app, draft, as: moderator)
        pages["promoter_lookup"] = try await app.get("/promoters?q=2839", as: poster.browser)
        for (template, path) in [
            "job_list": "/jobs?salary=100&currency=PKR", "job": job.path, "job_form": "/jobs/\(job.id)/edit",
            "job_mine": "/jobs/mine", "job_saved": "/jobs/saved", "job_searches": "/jobs/searches",
            "employer": job.employer.path,
        ] { pages[template] = try await app.get(path, as: poster.browser) }
        return pages
    }

    /// Two firms of one name in the British register, and one of them among our employers; a licence in Pakistan's.
    private static func registerPage(
        _ app: TestApp, _ draft: JobDraft, as moderator: TestMember
    ) async throws -> Answer {
        let line = #","Leeds","","Worker (A rating)","Skilled Worker""#
        let lines = [
            "\"Organisation Name\",\"Town/City\",\"County\",\"Type & Rating\",\"Route\"", "\"Gleis Ltd\"" + line,
        ]
        let jobs = app.services.jobs
        _ = try await jobs.importRegister(
            .britain, Data(lines.joined(separator: "\n").utf8), skippingBroken: false)
        let list = "Name,License Number,Status\nAl-Khair,2839/RWP,Valid\n"
        _ = try await jobs.importRegister(.promoters, Data(list.utf8), skippingBroken: false)
        var draft = draft
        (draft.employerName, draft.country, draft.city) = ("Gleis Ltd", "GB", "York")
        draft.applyURL = "https://gleis.example/3"
        _ = try await jobs.post(draft, as: moderator.principal)
        return try await app.get("/moderation/sponsors", as: moderator.browser)
    }

    /// Pages on the way to a changed address and through a sign-in with a code.
    private static func addSecondStep(
        _ app: TestApp, _ member: TestMember, to pages: inout [String: Answer]
    ) async throws {
        try await app.change(
            """
            INSERT INTO account_totp (account_id, secret, created_at, confirmed_at) VALUES (\(member.id), 'AAAA', 1, 1)
            """)
        let password = TestApp.password
        pages["account_recovery_codes"] = try await app.submit(
            "/settings/totp/codes", ["password": password], as: member.browser)
        pages["account_code"] = try await app.submit(
            "/sign-in", ["email": "asker@example.org", "password": password])
        _ = try await app.submit(
            "/settings/email", ["email": "moved@example.org", "password": password], as: member.browser)
        for (address, path) in [("moved@example.org", "verify"), ("asker@example.org", "undo-email")] {
            let letter = try #require(try await app.letters().last { $0.to == address })
            let token = try #require(letter.body.firstMatch(of: /\/(verify|undo-email)\/([A-Za-z0-9_-]+)/)).output.2
            if path == "verify" {
                _ = try await app.submit("/verify/\(token)", [:])
            } else {
                pages["account_undo_email"] = try await app.get("/undo-email/\(token)")
            }
        }
    }

    @Test func everyPageTemplateIsAmongThem() async throws {
        let framed = Project.templates.filter { $0.value.contains("{{<layout}}") }.keys
        try await TestApp.run { app in
            let pages = try await Self.pages(app, try await app.member("asker"))
            #expect(Set(pages.keys).subtracting(["home, signed out", "refused"]) == Set(framed))
        }
    }

    @Test(arguments: ["en", "ur"])
    func nothingOfTheTemplateOrOfAKeyIsLeft(language: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("asker")
            try await app.change("UPDATE account SET language = \(language)")
            for (name, page) in try await Self.pages(app, member) {
                let isSignedIn = ![
                    "account_sign_in", "account_sign_up", "account_verify", "account_check_mail", "home, signed out",
                    "signed_out", "account_reset", "account_new_password", "account_code", "account_undo_email",
                ]
                .contains(name)
                let status = ["problem": 404, "refused": 422, "signed_out": 401][name] ?? 200
                #expect(page.status == status, "\(name)")
                #expect(!page.text.contains("{{") && !page.text.contains("}}"), "\(name)")
                if isSignedIn {
                    let direction = language == "ur" ? "rtl" : "ltr"
                    #expect(page.text.contains("<html lang=\"\(language)\" dir=\"\(direction)\""), "\(name)")
                }
                // A key that nobody wrote is shown as it is; a place that nobody filled too.
                // Clients are shown both, as code.
                let isCode = name == "help_sync"
                let words = isCode ? page.text.replacing(/(?s)<code[^>]*>.*?<\/code>/, with: "") : page.text
                #expect(Project.matches(#">[^<]*?\b([a-z]+_[a-z_]+)\b[^<]*<"#, in: words) == [], "\(name)")
                #expect(Project.matches(#"[^/]\{([a-z]+)\}"#, in: words) == [], "\(name)")
                #expect(page.text.components(separatedBy: "<h1").count == 2, "\(name) has one h1")
            }
        }
    }
}
