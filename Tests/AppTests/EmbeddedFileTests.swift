import Embedded
import Foundation
import TestSupport
import Testing

@Suite("The binary carries every file it needs")
struct EmbeddedFileTests {
    /// Files on disk that the binary must carry.
    private static let needed: [String] =
        Project.files(under: "Migrations") + Project.files(under: "Public") + Project.files(under: "Sources/App/Data")
        + Project.files(under: "Sources").filter { $0.hasSuffix(".mustache") }
        + Project.files(under: "Sources/Texts").filter { $0.hasSuffix(".json") }

    @Test func everyFileOnDiskIsEmbeddedByteForByte() throws {
        #expect(Self.needed.count >= 30)
        for path in Self.needed {
            let file = try #require(EmbeddedFile.at(path), "\(path) is missing in files.c")
            let bytes = try Data(contentsOf: Project.root.appending(path: path))
            #expect(file.data == bytes, "\(path) is another: build again")
        }
    }

    @Test func nothingElseIsEmbeddedAndNothingTwice() {
        let paths = EmbeddedFile.all.map(\.path)
        #expect(paths.filter { !Self.needed.contains($0) } == [])
        #expect(paths.count == Set(paths).count)
        let templates = paths.filter { $0.hasSuffix(".mustache") }.map { $0.split(separator: "/").last }
        #expect(templates.count == Set(templates).count, "templates are known by their names alone")
    }

    @Test func everyFileOfPublicIsServedAsItIs() async throws {
        try await TestApp.run { app in
            for path in Project.files(under: "Public") {
                let name = path.dropFirst("Public".count)
                let answer = try await app.get(String(name))
                #expect(answer.status == 200, "\(name)")
                #expect(Data(answer.bytes) == (try Data(contentsOf: Project.root.appending(path: path))))
                let tag = try #require(answer.header("ETag"))
                #expect(!tag.hasPrefix("W/") && answer.header("Accept-Ranges") == "none")
                #expect(try await app.get(String(name), headers: ["If-None-Match": tag]).status == 304)
                let packed = try await app.get(String(name), headers: ["Accept-Encoding": "gzip"])
                #expect((packed.header("Content-Encoding") == "gzip") == (answer.bytes.count >= 1024))
            }
        }
    }
}
