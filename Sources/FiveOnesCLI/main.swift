print("fiveones")
