import Core
import Storage
import TestSupport
import Testing

@testable import Visas

@Suite("No page of visas reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct VisaPlanTests {
    @Test func listsAndPathwaysAreWalksOfAnIndex() async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                for filter in [
                    PathwayFilter(), PathwayFilter(country: "DE"), PathwayFilter(category: .work),
                    PathwayFilter(country: "DE", category: .work, status: .open), PathwayFilter(status: .open),
                ] { _ = try PathwayRepository.rows(filter, after: "a", limit: 30, in: recorder) }
                _ = try PathwayRepository.id(country: "DE", slug: "eu-blue-card", in: recorder)
                let heads = try PathwayRepository.heads(["de-eu-blue-card", "us-h1b"], in: recorder)
                _ = try PathwayRepository.facts(of: heads, in: recorder)
                _ = try PathwayRepository.thresholds(of: heads.map(\.id), all: true, in: recorder)
                _ = try PathwayRepository.versions(of: "us-h1b", in: recorder)
                _ = try PathwayRepository.latestVersion(of: "us-h1b", in: recorder)
                _ = try PathwayRepository.imported("us-h1b", in: recorder)
                _ = try PathwayRepository.due(by: CivilDay(app.clock.clock.now), in: recorder)
                _ = try CareRepository.openEdits(after: nil, limit: 30, in: recorder)
                _ = try CareRepository.openReports(after: nil, limit: 30, in: recorder)
                _ = try CareRepository.openCount(of: MemberID(trusted: "a"), in: recorder)
                let (member, list) = (MemberID(trusted: "a"), ChecklistID(trusted: "b"))
                _ = try ChecklistRepository.summaries(of: member, in: recorder)
                _ = try OwnStepRepository.steps(of: list, in: recorder)
                _ = try OwnStepRepository.steps(["c"], of: member, in: recorder)
                _ = try OwnStepRepository.checklist(of: OwnStepID(trusted: "c"), in: recorder)
                return recorder.plans
            }
            let bad = plans.filter { plan in
                (plan.hasPrefix("SCAN") && !plan.contains("USING") && !plan.contains("json_each"))
                    || plan.contains("TEMP B-TREE FOR ORDER")
            }
            #expect(plans.count > 12 && bad.isEmpty, "\(bad)")
        }
    }
}
