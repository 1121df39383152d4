from django.urls import path

from blog import views

urlpatterns = [path("posts/<int:pk>", views.post), path("share/<int:pk>", views.share)]
