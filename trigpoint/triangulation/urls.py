"""Addresses of this area: one file a room; concerns last, since theirs begin with a name of their own."""

from trigpoint.triangulation import concern_urls, enquiry_urls, profile_urls, proposal_urls

app_name = "triangulation"
urlpatterns = [
    *profile_urls.urlpatterns,
    *proposal_urls.urlpatterns,
    *enquiry_urls.urlpatterns,
    *concern_urls.urlpatterns,
]
