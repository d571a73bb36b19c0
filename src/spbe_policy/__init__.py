"""Governance-as-code: does this government app meet its city's guidelines?"""
