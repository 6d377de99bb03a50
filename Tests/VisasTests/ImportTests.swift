import Core
import Foundation
import Storage
import TestSupport
import Testing

@testable import Visas

@Suite("Importing pathways")
struct PathwayImportTests {
    @Test func theSameFileTwiceChangesNothing() async throws {
        try await TestApp.run { app in
            let first = try await app.importPathways()
            #expect(first.added == 40 && first.refused.isEmpty)
            let before = try await app.contents()
            let second = try await app.importPathways()
            #expect(second.added == 0 && second.changed == 0 && second.unchanged == 40)
            #expect(try await app.contents() == before)
        }
    }

    @Test func whatIsNoSuchFileIsRefused() async throws {
        try await TestApp.run { app in
            for text in ["", "{", "[]", #"{"pathways": {}}"#, #"{"jobs": []}"#] {
                await #expect(throws: Problem(.malformed, "file_malformed", arguments: ["member": "pathways"])) {
                    try await app.services.visas.importPathways(Data(text.utf8), skippingBroken: true)
                }
            }
        }
    }

    @Test func aThousandBrokenRecordsAreEachNamedAndTheGoodOnesWait() async throws {
        let data = try TestApp.pathwayFile { pathways in
            let good = pathways
            for place in 0..<1000 {
                var broken = good[place % good.count]
                switch place % 5 {
                case 0: broken["fee"] = ["amount": "75", "currency": "EUR"]
                case 1: broken["status"] = "ajar"
                case 2: broken["summary"] = nil
                case 3: broken["country"] = "XX"
                default: broken["as_of"] = "2031-01-01"
                }
                pathways.append(broken)
            }
        }
        try await TestApp.run { app in
            let refused = try await app.services.visas.importPathways(data, skippingBroken: false)
            #expect(refused.refused.count == 1000 && refused.added == 0)
            #expect(try await app.count("SELECT count(*) FROM pathway") == 0)
            let members = ["fee/amount", "status", "summary", "country", "as_of"]
            let expected = (0..<1000).map { "/pathways/\($0 + 40)/\(members[$0 % 5])" }
            #expect(refused.refused.map(\.pointer) == expected)
            let taken = try await app.services.visas.importPathways(data, skippingBroken: true)
            #expect(taken.refused.count == 1000 && taken.added == 40)
        }
    }

    @Test func aRecordTwiceIsRefusedTheSecondTime() async throws {
        let data = try TestApp.pathwayFile { $0.append($0[7]) }
        try await TestApp.run { app in
            let report = try await app.services.visas.importPathways(data, skippingBroken: true)
            #expect(report.refused == [.init("/pathways/40/id", "listed_twice")])
        }
    }

    @Test func aNewerFileAddsAVersionAndOverwritesNothing() async throws {
        let data = try TestApp.pathwayFile { pathways in
            pathways[0]["salary_threshold"] = ["amount": 52_100, "currency": "EUR", "period": "year"]
            pathways[0]["as_of"] = "2026-11-01"
        }
        try await TestApp.run { app in
            try await app.importPathways()
            let report = try await app.services.visas.importPathways(data, skippingBroken: false)
            #expect(report.changed == 1 && report.unchanged == 39)
            let pathway = try await app.services.visas.pathway("de-eu-blue-card")
            #expect(pathway.version == 2 && pathway.salaryThreshold?.amount.text == "52100.00 EUR")
            let versions = try await app.services.visas.versions(of: "de-eu-blue-card")
            #expect(versions.map(\.version) == [2, 1])
            let change = versions[0].changes.first { $0.fact.field == .salaryThreshold }
            #expect(change?.before == "50700.00 EUR year" && change?.fact.value == "52100.00 EUR year")
            let lines = try await app.services.visas.thresholds(in: "de").filter { $0.pathway == "de-eu-blue-card" }
            #expect(lines.map(\.amount.amount) == ["52100.00", "45934.20"])
        }
    }

    @Test func aFileDoesNotTakeBackWhatMembersCorrected() async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            let member = try await app.member("regular", roles: [.moderator])
            let draft = PathwayEditDraft(
                field: "summary", value: "For graduates with a contract.",
                sourceURL: "https://www.make-it-in-germany.com/en/", asOf: "2026-11-20")
            _ = try await app.services.visas.edit(draft, of: "de-eu-blue-card", as: member.principal)
            #expect(try await app.importPathways().unchanged == 40)
            let pathway = try await app.services.visas.pathway("de-eu-blue-card")
            #expect(pathway.summary == "For graduates with a contract.")
        }
    }
}

@Suite("Facts that come into force later")
struct FutureFactTests {
    @Test func aFactCountsFromItsDayOn() async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            let member = try await app.member("regular", roles: [.moderator])
            var draft = PathwayEditDraft(
                field: "durationMonths", value: "36", sourceURL: "https://www.mom.gov.sg/", asOf: "2026-11-20")
            draft.effectiveFrom = "2026-11-24"
            _ = try await app.services.visas.edit(draft, of: "sg-employment-pass", as: member.principal)
            let before = try await app.services.visas.pathway("sg-employment-pass")
            #expect(before.durationMonths == 24 && before.version == 1)
            app.clock.advance(.days(3))
            try await app.services.visas.adoptDue()
            let after = try await app.services.visas.pathway("sg-employment-pass")
            #expect(after.durationMonths == 36 && after.version == 2)
            #expect(try await app.count("SELECT version FROM pathway WHERE id = 'sg-employment-pass'") == 2)
            #expect(try await app.count("SELECT count(*) FROM pathway WHERE changes_on IS NOT NULL") == 0)
        }
    }
}
