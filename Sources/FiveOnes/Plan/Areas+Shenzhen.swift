import CaseLedger

extension Areas {
    /// Shenzhen: the city, the eleven units that the plan calls 各区, and their 78 streets.
    ///
    /// Nine units are districts with codes of their own. 大鹏新区 lies within Longgang's code, and
    /// 深汕特别合作区 within those of 海丰县 in Shanwei; both answer for the plan by themselves.
    /// Street codes are the civil-affairs ministry's, as its place-name database gave them on
    /// 2026-09-11, with the three of the statistics bureau's (2024-11-28) known to differ. No
    /// public table of communities is complete, so there are none here.
    public static let shenzhen = Areas([city] + units.map(\.area) + units.flatMap(\.streets))

    private static let city = Area(
        id: "shenzhen", name: Phrase("深圳市", "Shenzhen"), kind: .city, parent: nil,
        codes: [ExternalCode(.standard, edition: "2018", "440300")])

    /// The units in the order in which reports list them.
    ///
    /// The edition of 2018 is the first with all nine
    /// codes (State Council letter 25 of 2018 made Guangming a district).
    private static let units: [Unit] = [
        Unit(
            "luohu", "罗湖区", "Luohu District", .district, "440303",
            """
            guiyuan 桂园 Guiyuan 440303001000
            huangbei 黄贝 Huangbei 440303002000
            dongmen 东门 Dongmen 440303003000
            cuizhu 翠竹 Cuizhu 440303004000
            nanhu 南湖 Nanhu 440303005000
            sungang 笋岗 Sungang 440303006000
            donghu 东湖 Donghu 440303007000
            liantang 莲塘 Liantang 440303008000
            dongxiao 东晓 Dongxiao 440303009000
            qingshuihe 清水河 Qingshuihe 440303010000
            """),
        Unit(
            "futian", "福田区", "Futian District", .district, "440304",
            """
            nanyuan 南园 Nanyuan 440304001000
            yuanling 园岭 Yuanling 440304002000
            futian 福田 Futian 440304004000
            shatou 沙头 Shatou 440304005000
            xiangmihu 香蜜湖 Xiangmihu 440304006000
            meilin 梅林 Meilin 440304007000
            lianhua 莲花 Lianhua 440304008000
            huafu 华富 Huafu 440304009000
            huaqiangbei 华强北 Huaqiangbei 440304010000
            fubao 福保 Fubao 440304011000
            """),
        Unit(
            "nanshan", "南山区", "Nanshan District", .district, "440305",
            """
            nantou 南头 Nantou 440305001000
            nanshan 南山 Nanshan 440305002000
            shahe 沙河 Shahe 440305003000
            shekou 蛇口 Shekou 440305005000
            zhaoshang 招商 Zhaoshang 440305006000
            yuehai 粤海 Yuehai 440305007000
            taoyuan 桃源 Taoyuan 440305008000
            xili 西丽 Xili 440305009000
            """),
        Unit(
            "baoan", "宝安区", "Bao'an District", .district, "440306",
            """
            xinan 新安 Xin'an 440306001000
            xixiang 西乡 Xixiang 440306003000
            fuyong 福永 Fuyong 440306004000
            shajing 沙井 Shajing 440306005000
            songgang 松岗 Songgang 440306006000
            shiyan 石岩 Shiyan 440306008000
            hangcheng 航城 Hangcheng 440306009000
            fuhai 福海 Fuhai 440306010000
            xinqiao 新桥 Xinqiao 440306011000
            yanluo 燕罗 Yanluo 440306012000
            """),
        Unit(
            "longgang", "龙岗区", "Longgang District", .district, "440307",
            """
            henggang 横岗 Henggang 440307003000
            buji 布吉 Buji 440307004000
            pinghu 平湖 Pinghu 440307008000
            pingdi 坪地 Pingdi 440307009000
            longgang 龙岗 Longgang 440307011000
            longcheng 龙城 Longcheng 440307012000
            bantian 坂田 Bantian 440307013000
            nanwan 南湾 Nanwan 440307014000
            jihua 吉华 Jihua 440307015000
            yuanshan 园山 Yuanshan 440307016000
            baolong 宝龙 Baolong 440307017000
            """),
        Unit(
            "yantian", "盐田区", "Yantian District", .district, "440308",
            """
            meisha 梅沙 Meisha 440308001000
            yantian 盐田 Yantian 440308002000
            shatoujiao 沙头角 Shatoujiao 440308003000
            haishan 海山 Haishan 440308004000
            """),
        Unit(
            "longhua", "龙华区", "Longhua District", .district, "440309",
            """
            longhua 龙华 Longhua 440309001000
            dalang 大浪 Dalang 440309002000
            minzhi 民治 Minzhi 440309003000
            guanlan 观澜 Guanlan 440309004000
            guanhu 观湖 Guanhu 440309005000
            fucheng 福城 Fucheng 440309006000
            """),
        Unit(
            "pingshan", "坪山区", "Pingshan District", .district, "440310",
            """
            pingshan 坪山 Pingshan 440310001000
            kengzi 坑梓 Kengzi 440310002000
            maluan 马峦 Maluan 440310003000
            biling 碧岭 Biling 440310004000
            shijing 石井 Shijing 440310005000
            longtian 龙田 Longtian 440310006000
            """),
        Unit(
            "guangming", "光明区", "Guangming District", .district, "440311",
            """
            gongming 公明 Gongming 440311001000
            guangming 光明 Guangming 440311002000
            xinhu 新湖 Xinhu 440311003000
            fenghuang 凤凰 Fenghuang 440311004000
            yutang 玉塘 Yutang 440311005000
            matian 马田 Matian 440311006000
            """),
        Unit(
            "dapeng", "大鹏新区", "Dapeng New District", .functionalDistrict, nil,
            """
            kuichong 葵涌 Kuichong 440307005000
            dapeng 大鹏 Dapeng 440307006000
            nanao 南澳 Nan'ao 440307007000
            """),
        Unit(
            "shenshan", "深汕特别合作区", "Shenzhen-Shanwei Special Cooperation Zone", .cooperationZone,
            nil,
            """
            xiaomo 小漠 Xiaomo 441521001000
            ebu 鹅埠 Ebu 441521002000
            chishi 赤石 Chishi 441521003000
            houmen 鲘门 Houmen 441521004000
            """),
    ]

    /// Codes that the statistics bureau gives and that mean another street in the ministry's table
    /// or nothing there at all.
    private static let statistics: [AreaID: String] = [
        "dapeng/kuichong": "440307009",
        "baoan/xinan": "440306017",
        "longhua/longhua": "440309003",
    ]

    /// One district unit and its streets, each a line of slug, Chinese name, English name, code.
    private struct Unit {
        let area: Area
        let streets: [Area]

        init(
            _ id: AreaID, _ chinese: String, _ english: String, _ kind: AreaKind, _ code: String?,
            _ table: String
        ) {
            let codes = code.map { [ExternalCode(.standard, edition: "2018", $0)] } ?? []
            area = Area(
                id: id, name: Phrase(chinese, english), kind: kind, parent: "shenzhen",
                codes: codes)
            streets = table.split(separator: "\n").map { line in
                let columns = line.split(separator: " ").map(String.init)
                precondition(columns.count == 4, "a street has four columns")
                let street = AreaID(rawValue: "\(id)/\(columns[0])")
                var codes = [ExternalCode(.civilAffairs, edition: "2026-09-11", columns[3])]
                if let other = statistics[street] {
                    codes.append(ExternalCode(.statistics, edition: "2024-11-28", other))
                }
                return Area(
                    id: street, name: Phrase(columns[1] + "街道", columns[2] + " Subdistrict"),
                    kind: .street, parent: id, codes: codes)
            }
        }
    }
}
