import Core
import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import WebSupport

/// Pages for posting jobs and moving one's own.
extension JobPages {
    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        _ = try context.principal.requireWriter()
        guard context.principal.canPostJobs else { throw Problem(.forbidden, "job_level") }
        return pages.response(JobFormPage(job: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (job, _) = try await jobs.post(form.jobDraft(), form: form.receipt, as: context.principal)
            return .seeOther(job.path.encodedPath, flash: "job_now_\(job.state.rawValue)")
        } catch let problem as Problem where problem.belongsToForm {
            let page = JobFormPage(job: nil, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let job = try await editable(context)
        return pages.response(JobFormPage(job: job, visit: context.visit), context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let job = try await editable(context)
        do {
            let changed = try await jobs.change(
                form.jobDraft(), of: job.id, from: form["revision"].flatMap { Int64($0) }, isWhole: true,
                as: context.principal)
            return .seeOther(changed.path.encodedPath, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = JobFormPage(job: job, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    /// Permission is checked before the form is shown.
    private func editable(_ context: MemberContext) async throws -> Job {
        let job = try await jobs.job(try context.id("id"), as: context.principal)
        guard context.principal.canEdit(job) else { throw Problem(.forbidden, "not_yours") }
        return job
    }

    @Sendable package func submitStep(_ request: Request, context: MemberContext) async throws -> Response {
        let step = try await request.form()["step"]
        let job = try await jobs.move(JobStepDraft(step: step), try context.id("id"), as: context.principal)
        return .seeOther(
            "/jobs/mine", flash: step == "renew" && job.isOpen ? "job_renewed" : "job_now_\(job.state.rawValue)")
    }

    @Sendable package func submitAppeal(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: JobID = try context.id("id")
        do {
            let job = try await jobs.appeal(JobAppeal(text: form["text"]), of: id, as: context.principal)
            return .seeOther(job.path.encodedPath, flash: "job_appealed")
        } catch let problem as Problem where problem.belongsToForm {
            let page = try await jobs.page(of: id, as: context.principal)
            let view = JobView(page: page, site: site.text, form: form, problem: problem, visit: context.visit)
            return pages.response(view, context.visit, refusing: problem)
        }
    }
}

extension JobPages {
    @Sendable package func submitReport(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: JobID = try context.id("id")
        do {
            let draft = JobReportDraft(reason: form["reason"], note: form["note"])
            try await jobs.report(draft, on: id, as: context.principal)
            return .seeOther("/jobs", flash: "job_reported")
        } catch let problem as Problem where problem.belongsToForm {
            let page = try await jobs.page(of: id, as: context.principal)
            let view = JobView(page: page, site: site.text, form: form, problem: problem, visit: context.visit)
            return pages.response(view, context.visit, refusing: problem)
        }
    }
}

extension Form {
    /// What a person filled in. All fields are there: what is empty is taken back.
    func jobDraft() -> JobDraft {
        var draft = JobDraft()
        draft.employerName = self["employerName"]
        draft.title = self["title"]
        draft.body = self["body"]
        draft.country = self["country"]
        draft.city = self["city"]
        draft.remote = self["remote"]
        draft.contract = self["contract"]
        draft.seniority = self["seniority"]
        // What is no number is out of any range, and comes back with what was typed.
        draft.weeklyHours = number("weeklyHours").map { Double($0.replacing(",", with: ".")) ?? -1 }
        draft.salaryMin = self["salaryMin"]
        draft.salaryMax = self["salaryMax"]
        draft.currency = self["currency"]
        draft.period = self["period"]
        draft.sponsorship = self["sponsorship"]
        draft.sponsorshipEvidence = self["sponsorshipEvidence"]
        draft.relocation = all("relocation")
        draft.eligibleRegions = list("eligibleRegions")
        draft.skills = list("skills")
        draft.languages = list("languages")
        draft.repaymentMonths = number("repaymentMonths").map { Int($0) ?? -1 }
        draft.applyURL = self["applyURL"]
        draft.sourceURL = self["sourceURL"]
        draft.validThrough = self["validThrough"]
        draft.isDraft = wants("draft")
        draft.isDistinct = self["isDistinct"] == "on"
        return draft
    }

    private func number(_ name: String) -> String? {
        (self[name]?.trimmingCharacters(in: .whitespaces)).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Words between commas of either script.
    private func list(_ name: String) -> [String] {
        (self[name] ?? "").split { $0 == "," || $0 == "،" }.map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}
