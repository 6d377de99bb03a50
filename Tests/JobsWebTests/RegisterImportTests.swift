import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Importing official registers")
struct RegisterImportTests {
    private static let head = #""Organisation Name","Town/City","County","Type & Rating","Route""#

    @Test func theSameFileTwiceChangesNothing() async throws {
        try await Scene.play { scene in
            let files: [(Register, String, Int)] = [
                (.britain, "gb-1.csv", 7), (.netherlands, "nl-1.csv", 2), (.promoters, "pk-1.csv", 3),
                (.america, "us-1.csv", 3), (.canada, "ca-1.csv", 3), (.ireland, "ie-1.csv", 2),
                (.denmark, "dk-1.csv", 2), (.portugal, "pt-1.csv", 1),
            ]
            for (register, name, lines) in files {
                let first = try await scene.take(register, name)
                #expect(first.added == lines && first.refused.isEmpty, "\(name)")
                let before = try await scene.app.contents()
                let second = try await scene.take(register, name)
                #expect((second.added, second.changed, second.unchanged) == (0, 0, lines))
                #expect(try await scene.app.contents() == before)
            }
        }
    }

    @Test func whatIsNoSuchRegisterIsRefused() async throws {
        try await Scene.play { scene in
            let before = try await scene.app.contents()
            for text in ["", "a,b\nc,d\n", "{}", "Organisation Name\nAcme\n"] {
                await #expect(throws: Problem.self) {
                    try await scene.app.services.jobs.importRegister(.britain, Data(text.utf8), skippingBroken: true)
                }
            }
            for day in ["2026-11-22", "tomorrow", "2026-02-30"] {
                await #expect(throws: Problem.self) { try await scene.take(.britain, "gb-1.csv", on: day) }
            }
            #expect(try await scene.app.contents() == before)
        }
    }

    @Test func anOlderSnapshotComesTooLate() async throws {
        try await Scene.play { scene in
            try await scene.take(.britain, "gb-2.csv", on: "2026-11-20")
            let before = try await scene.app.contents()
            let late = Problem(.conflict, "register_older", arguments: ["day": "2026-11-20"])
            await #expect(throws: late) { try await scene.take(.britain, "gb-1.csv", on: "2026-11-19") }
            #expect(try await scene.app.contents() == before)
        }
    }

    @Test func aThousandBrokenLinesAreEachNamedAndTheGoodOnesWait() async throws {
        let good = (0..<40).map { #""Firm \#($0) Ltd","Leeds","","Worker (A rating)","Skilled Worker""# }
        let long = String(repeating: "x", count: 201)
        let broken = (0..<1000).map { place in
            [
                #""","Leeds","","Worker (A rating) \#(place)","Skilled Worker""#,
                #""Firm \#(place)","Leeds","","","Skilled Worker""#, #""Firm \#(place)","Leeds","","A""#,
                #""\#(long)\#(place)","Leeds","","A","B""#, #""Firm \#(place)","Leeds","","A","""#,
            ][place % 5]
        }
        let data = Data(([Self.head] + good + broken).joined(separator: "\n").utf8)
        try await Scene.play { scene in
            try await scene.take(.britain, "gb-1.csv", on: "2026-11-19")
            let before = try await scene.app.contents()
            let jobs = scene.app.services.jobs
            let refused = try await jobs.importRegister(.britain, data, on: "2026-11-20", skippingBroken: false)
            let columns = ["/Organisation Name", "/Type & Rating", "", "/Organisation Name", "/Route"]
            let expected = (0..<1000).map { "/lines/\($0 + 42)\(columns[$0 % 5])" }
            #expect(refused.refused.map(\.pointer) == expected && refused.added == 0)
            #expect(try await scene.app.contents() == before)
            let taken = try await jobs.importRegister(.britain, data, on: "2026-11-20", skippingBroken: true)
            // Who is not among the good lines may stand on a broken one: none is taken away.
            #expect((taken.refused.count, taken.added, taken.changed) == (1000, 40, 0))
            #expect(try await scene.app.count("SELECT count(*) FROM register_entry WHERE gone_day IS NULL") == 47)
        }
    }

    @Test func everySnapshotIsKeptLineForLine() async throws {
        try await Scene.play { scene in
            try await scene.take(.britain, "gb-1.csv", on: "2026-11-19")
            let report = try await scene.take(.britain, "gb-2.csv", on: "2026-11-20")
            #expect((report.added, report.changed, report.unchanged) == (1, 3, 4))
            for (day, name) in [("2026-11-19", "gb-1.csv"), ("2026-11-20", "gb-2.csv")] {
                let kept = try await scene.app.services.jobs.snapshot(of: .britain, on: day)
                let text = String(decoding: try Scene.fixture(name), as: UTF8.self).replacing("\u{FEFF}", with: "")
                let lines = text.split(whereSeparator: \.isNewline).map(String.init)
                #expect(kept.first == lines.first && kept.sorted() == lines.sorted())
            }
            await #expect(throws: Problem(.notFound, "no_snapshot", arguments: ["day": "2026-11-18"])) {
                try await scene.app.services.jobs.snapshot(of: .britain, on: "2026-11-18")
            }
        }
    }
}
