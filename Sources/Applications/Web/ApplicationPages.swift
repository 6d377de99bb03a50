import Applications
import Core
import Foundation
import Hummingbird
import Jobs
import WebSupport

/// Pages of one's own applications.
package struct ApplicationPages: Sendable {
    let applications: ApplicationService
    let pages: PageRenderer

    package init(applications: ApplicationService, pages: PageRenderer) {
        self.applications = applications
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let stage = try request.stage
        let after = try request.after
        let page = ApplicationsPage(
            applications: try await applications.applications(at: stage, after: after, as: context.principal),
            counts: try await applications.counts(as: context.principal), stage: stage, isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func offersPage(_ request: Request, context: MemberContext) async throws -> Response {
        let typed = request.typed("currency")
        do {
            let comparison = try await applications.offers(in: typed, as: context.principal)
            return pages.response(OffersPage(comparison: comparison, visit: context.visit), context.visit)
        } catch let problem as Problem where problem.kind == .invalid {
            let comparison = try await applications.offers(in: "", as: context.principal)
            let page = OffersPage(comparison: comparison, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: One

    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        try await show(try context.id("id"), context)
    }

    private func show(
        _ id: ApplicationID, _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let application = try await applications.application(id, as: context.principal)
        let page = ApplicationPage(
            application: application, job: try await applications.job(of: application, as: context.principal),
            form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        pages.response(ApplicationFormPage(application: nil, visit: context.visit), context.visit)
    }

    /// The form of a new one, or the button on a job's page.
    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (application, isNew) = try await applications.start(
                try form.applicationDraft, form: form.receipt, as: context.principal)
            return .seeOther(application.path, flash: isNew ? "application_started" : nil)
        } catch let problem as Problem where problem.belongsToForm {
            let page = ApplicationFormPage(application: nil, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitStage(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: ApplicationID = try context.id("id")
        do {
            let draft = ApplicationMoveDraft(stage: form["stage"], on: form["on"])
            let application = try await applications.move(draft, id, as: context.principal)
            return .seeOther(application.path, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let application = try await applications.application(try context.id("id"), as: context.principal)
        return pages.response(ApplicationFormPage(application: application, visit: context.visit), context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let application = try await applications.application(try context.id("id"), as: context.principal)
        do {
            let changed = try await applications.change(
                form.applicationChange, of: application.id, from: form["revision"].flatMap { Int64($0) },
                isWhole: true, as: context.principal)
            return .seeOther(changed.path, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = ApplicationFormPage(
                application: application, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: What is taken away is asked for once

    @Sendable package func removalPage(_ request: Request, context: MemberContext) async throws -> Response {
        let application = try await applications.application(try context.id("id"), as: context.principal)
        return pages.response(ApplicationRemovalPage(application: application, visit: context.visit), context.visit)
    }

    @Sendable package func submitRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        try await applications.remove(try context.id("id"), as: context.principal)
        return .seeOther("/applications", flash: "application_removed")
    }
}

extension Request {
    /// The stage that a list is narrowed to.
    /// - Throws: `invalid` naming `stage`.
    var stage: ApplicationStage? {
        get throws {
            let text = typed("stage")
            guard !text.isEmpty else { return nil }
            guard let stage = ApplicationStage(rawValue: text) else {
                throw Problem.invalid("stage", "unknown_choice")
            }
            return stage
        }
    }
}

extension Form {
    /// What a person filled in, or which job they chose.
    /// - Throws: `notFound` for what is no job's id.
    var applicationDraft: ApplicationDraft {
        get throws {
            var draft = ApplicationDraft()
            draft.id = self["newID"].flatMap { ApplicationID($0) }
            if let text = self["jobId"] {
                guard let job = JobID(text) else { throw Problem.notFound }
                draft.jobId = job
            }
            draft.employerName = self["employerName"]
            draft.title = self["title"]
            draft.link = self["link"]
            draft.stage = self["stage"]
            draft.stageOn = self["stageOn"]
            draft.nextStep = self["nextStep"]
            draft.nextOn = self["nextOn"]
            draft.notes = self["notes"]
            return draft
        }
    }

    /// What a person filled in. All fields are there: what is empty is taken back.
    var applicationChange: ApplicationChange {
        var change = ApplicationChange()
        change.employerName = self["employerName"] ?? ""
        change.title = self["title"] ?? ""
        change.link = self["link"]
        change.nextStep = self["nextStep"]
        change.nextOn = self["nextOn"]
        change.notes = self["notes"]
        change.offerGross = self["offerGross"]
        change.offerCurrency = self["offerCurrency"]
        change.offerPeriod = self["offerPeriod"]
        // What is no number is out of any range, and comes back with what was typed.
        let hours = (self["offerHours"] ?? "").trimmingCharacters(in: .whitespaces)
        change.offerHours = hours.isEmpty ? nil : Double(hours.replacing(",", with: ".")) ?? -1
        change.offerRelocation = self["offerRelocation"]
        change.offerSponsorship = self["offerSponsorship"]
        return change
    }
}
