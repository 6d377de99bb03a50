import Core
import Foundation
import TestSupport
import Testing

@testable import Jobs

@Suite("Lines of registers, names and numbers")
struct RegisterRuleTests {
    @Test(arguments: [
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]), ("\u{FEFF}a,b\r\n\r\nc,\r\n", [["a", "b"], ["c", ""]]),
        ("\"a, b\",\"c \"\"d\"\"\"", [["a, b", "c \"d\""]]), ("\"a\nb\",c\nd,e", [["a\nb", "c"], ["d", "e"]]),
        ("", []), ("\n\n", []), (",", [["", ""]]), ("\"a,b", [["a,b"]]),
    ])
    func aFileIsReadAsItsRecords(text: String, records: [[String]]) {
        #expect(CommaSeparated(text.utf8).records.map(\.fields) == records)
    }

    @Test func recordsKnowTheirLineAndTheirBytes() {
        let records = CommaSeparated("a,b\n\"c\nc\",d\r\n\ne,f\n".utf8).records
        #expect(records.map(\.line) == [1, 2, 5])
        #expect(records.map(\.raw) == ["a,b", "\"c\nc\",d", "e,f"])
    }

    @Test(arguments: [
        ("Acme Ltd", ["acme"]), ("ACME LIMITED", ["acme"]),
        ("Beta Foods Ltd t/a Saffron Kitchen", ["beta foods", "saffron kitchen"]),
        ("Beta Ltd Trading As Saffron", ["beta", "saffron"]), ("Data Tables", ["data tables"]), ("Ltd", ["ltd"]),
    ])
    func aFirmGoesByItsNameAndByWhatItTradesAs(name: String, names: [String]) {
        #expect(RegisterName.all(name) == names)
    }

    @Test(
        arguments: [
            ("2839/RWP", "2839/RWP"), ("OP & HRD / 2839 / rwp", "2839/RWP"), ("2839-LHR", "2839/LHR"),
            ("no. 2839", "2839"),
            ("none", nil), ("", nil), ("7", nil),
        ] as [(String, String?)])
    func licencesHaveOneForm(text: String, number: String?) {
        #expect(LicenceNumber.normal(text) == number)
    }

    @Test(arguments: [
        ("Licence No. 2839/RWP", ["2839/RWP"]), ("OEP license number: 2839", ["2839"]),
        ("licence no 1234", []), ("We hold a licence since 2019", []), ("BEOE licence # 99", []),
    ])
    func textsNameLicencesToRecruit(text: String, numbers: [String]) {
        #expect(LicenceNumber.all(in: text) == numbers)
    }

    @Test func ratingAndRouteSayWhoMaySponsor() throws {
        func isLicensed(_ rating: String, _ route: String) throws -> Bool {
            let head = "Organisation Name,Town/City,County,Type & Rating,Route"
            let file = try RegisterFile(Data("\(head)\nAcme,Leeds,,\(rating),\(route)".utf8), .britain)
            return try #require(file.lines.first).isLicensed
        }
        for rating in ["Worker (A rating)", "Worker (A (Premium))", "Worker (A (SME+))"] {
            #expect(try isLicensed(rating, "Skilled Worker"))
        }
        #expect(try !isLicensed("Worker (B rating)", "Skilled Worker"))
        #expect(try !isLicensed("Temporary Worker (A rating)", "Creative Worker"))
        #expect(try !isLicensed("Worker (UK Expansion Worker: Provisional)", "Skilled Worker"))
    }

    private static let canada = "Employer,Address,Program Stream,Approved Positions"

    @Test(arguments: [
        ("Calgary, AB T2P 1K3", "Calgary"), ("Suite 800, 215 9 Ave SW, Calgary, AB T2P 1K3", "Calgary"),
        ("St. John's, NL A1C 6C9", "St. John's"), ("Iqaluit", "Iqaluit"), ("", ""),
    ])
    func canadianAddressesNameATown(address: String, town: String) throws {
        let file = try RegisterFile(Data("\(Self.canada)\nMaple,\"\(address)\",High Wage,3".utf8), .canada)
        let line = try #require(file.lines.first)
        #expect(line.town == town && line.rating == "3" && line.route == "High Wage" && !line.isLicensed)
    }

    @Test(arguments: ["", "many", "-1", "1000001", "3.5", "٣"])
    func whatIsNoNumberOfPermitsIsNamed(count: String) throws {
        let file = try RegisterFile(Data("\(Self.canada)\nMaple,Calgary,High Wage,\(count)".utf8), .canada)
        #expect(file.lines.isEmpty && file.refused.map(\.pointer) == ["/lines/2/Approved Positions"], "\(file.refused)")
    }

    @Test func whatWasGrantedIsCountedForOneOrganisation() throws {
        let head = "Fiscal Year,Employer,Initial Approval,City"
        let lines = #"2026,Acme Inc,"1,204",Seattle\n2025,ACME INC.,6,Seattle\n2026,Acme Inc,9,Boston"#
        let file = try RegisterFile(Data("\(head)\n\(lines.replacing(#"\n"#, with: "\n"))".utf8), .america)
        let found = Organisation.all(file.lines)
        #expect(found.map(\.granted) == [1210, 9] && found.map(\.routes) == [["2025", "2026"], ["2026"]])
        #expect(found.allSatisfy { $0.ratings.isEmpty && !$0.isLicensed })
    }
}
