import CaseLedger
import FiveOnes

extension Year {
    /// Founds the authority, and grants their roles to everybody who is there from the first day.
    mutating func foundAuthority() {
        agenda.add(
            day(number, 12, 15).at(8, 0), by: world.founder,
            AuthorityFounded(
                founder: world.founder.id, unit: world.founder.unit, ground: "深双拥〔2024〕1号任命"))
        var minute = 0
        func grant(_ actor: Actor, by keeper: Actor? = nil) {
            minute += 1
            self.grant(
                actor, by: keeper ?? world.founder, at: .instant(day(number, 12, 15).at(8, minute)))
        }
        grant(world.city)
        for unit in World.units.indices {
            grant(world.keeper(unit))
            grant(world.district(unit))
        }
        for fund in world.funds {
            for role in [Role.foundationStaff, .approver, .payer] { grant(fund.actor(role)) }
        }
    }

    /// Grants a role from a moment on.
    mutating func grant(_ actor: Actor, by keeper: Actor, at moment: Moment) {
        agenda.add(
            moment, by: keeper,
            RoleGranted {
                $0.holder = actor.id
                $0.role = actor.role.rawValue
                $0.unit = actor.unit
                $0.from = moment.earliest
                $0.ground = "任职通知"
            })
    }

    /// Ends a role with a day.
    mutating func end(_ actor: Actor, by keeper: Actor, on day: Day) {
        agenda.add(
            day, by: keeper,
            RoleEnded {
                $0.holder = actor.id
                $0.role = actor.role.rawValue
                $0.unit = actor.unit
                $0.reason = "离任"
            })
    }

    /// A fortnight in July in which somebody stands in, and a night in August that could not wait.
    mutating func standIn() {
        let (clerk, deputy) = (world.district(0), world.deputy)
        agenda.add(
            day(number, 7, 10).at(16, 30), by: clerk,
            RoleDelegated {
                $0.delegator = clerk.id
                $0.delegate = deputy.id
                $0.role = clerk.role.rawValue
                $0.unit = clerk.unit
                $0.from = day(number, 7, 14)
                $0.through = day(number, 7, 25)
                $0.ground = "年休假"
            })
        agenda.add(
            day(number, 7, 18).at(14, 0), by: deputy, for: clerk.id,
            ActivityHeld {
                $0.activity = ActivityID(rawValue: "AC-\(number)-\(World.units[0])-8")
                $0.kind = .publicity
                $0.area = World.units[0]
                $0.attended = 24
            })
        let night = day(number, 8, 12).at(21, 40)
        let family = world.families.first {
            $0.isInCare(from: night.day, through: night.day)
        }
        guard let family else { return }
        let unit = world.stations[family.home(on: night.day)].unit
        guard let other = world.stations.firstIndex(where: { $0.unit != unit }) else { return }
        let (reader, glass) = (world.head(of: other), "GB-\(number)-1")
        agenda.add(
            night, by: reader, channel: "phone",
            GlassBroken {
                $0.glass = glass
                $0.holder = reader.id
                $0.scope = "family:\(family.id)"
                $0.reason = "辖区内急诊送医，需联系家属"
                $0.until = night.adding(minutes: 120)
            })
        agenda.add(
            day(number, 8, 14).worked.at(10, 0), by: world.keeper(unit),
            GlassUseReviewed(.justified) {
                $0.glass = glass
                $0.note = "已向医院和家属核实"
            })
    }
}

extension World {
    /// Who founds the authority and grants the city's roles.
    var founder: Actor {
        var random = random(.office, 3)
        return Actor(
            Names.account(9050, &random), role: .authorityKeeper, unit: "city:double-support")
    }

    /// Who grants the roles of a district unit and its stations.
    func keeper(_ unit: Int) -> Actor {
        var random = random(.office, 4, unit)
        return Actor(
            Names.account(9051 + unit, &random), role: .authorityKeeper,
            unit: "district:\(World.units[unit])")
    }

    /// Who stands in for the staff of the first district unit.
    var deputy: Actor {
        var random = random(.office, 5)
        return Actor(
            Names.account(9070, &random), role: .districtStaff, unit: "district:\(World.units[0])")
    }

    /// Somebody who works at a station, in the role that they have there.
    func actor(_ index: Int) -> Actor {
        let person = staff[index]
        let station = stations[person.station]
        return Actor(
            person.id.rawValue, role: station.head == index ? .stationStaff : .responsibleOfficer,
            unit: station.office)
    }
}
